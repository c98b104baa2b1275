/// Watches for an access that the kernel does not answer.
struct BlockedWatch: Hashable, Sendable {
  /// What is news.
  enum News: Hashable, Sendable {
    /// An access has been under way for so long.
    case blocked(PendingAccess, Milliseconds)
    /// It was answered, after so long at most.
    case answered(PendingAccess, Milliseconds)
  }

  /// The access that has not been answered for a while; nil if there is none.
  private(set) var access: PendingAccess?

  /// Notes the access that has been under way for longest.
  mutating func see(_ pending: PendingAccess?, at now: Instant, _ policy: AgentPolicy) -> [News] {
    var news: [News] = []
    if let access, access != pending {
      self.access = nil
      news.append(.answered(access, now - access.since))
    }
    guard let pending, now - pending.since >= policy.blockedAfter, access == nil else {
      return news
    }
    access = pending
    return news + [.blocked(pending, now - pending.since)]
  }
}
