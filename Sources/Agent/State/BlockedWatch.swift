/// Watches for an access that the kernel does not answer.
struct BlockedWatch: Hashable, Sendable {
  /// What is news.
  enum News: Hashable, Sendable {
    /// An access has been under way for so long, or for longer where the process stood still.
    case blocked(PendingAccess, Milliseconds)
    /// It was answered, after so long at most.
    case answered(PendingAccess, Milliseconds)
  }

  /// The access that has not been answered for a while; nil if there is none.
  private(set) var access: PendingAccess?
  /// Before this moment the process itself stood still, and no access could be answered.
  private var stoodStillUntil: Instant?

  /// Notes that the process did not run until now: it was stopped, or the machine was.
  ///
  /// An access that was under way then has had no chance to end, and the kernel is not to blame.
  mutating func stoodStill(until now: Instant) { stoodStillUntil = now }

  /// Notes the access that has been under way for longest.
  mutating func see(_ pending: PendingAccess?, at now: Instant, _ policy: AgentPolicy) -> [News] {
    var news: [News] = []
    if let access, access != pending {
      self.access = nil
      news.append(.answered(access, now - access.since))
    }
    guard let pending, access == nil else { return news }
    let waited = now - max(pending.since, stoodStillUntil ?? pending.since)
    guard waited >= policy.blockedAfter else { return news }
    access = pending
    return news + [.blocked(pending, waited)]
  }
}
