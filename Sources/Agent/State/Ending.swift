/// The end of the agent.
struct Ending: Hashable, Sendable {
  /// When it comes at the latest; nil if it has not begun.
  private(set) var limit: Instant?

  /// Whether it has begun.
  var hasBegun: Bool { limit != nil }

  /// Begins it.
  ///
  /// - Parameter releases: whether something is to be given back before.
  /// - Returns: whether it had not begun before.
  mutating func begin(
    at now: Instant, _ policy: AgentPolicy, releases: Bool = false
  ) -> Bool {
    guard limit == nil else { return false }
    limit = now + (releases ? policy.releaseAfter : policy.stopAfter)
    return true
  }

  /// Gives it more time, for what turns out to be owed.
  mutating func allow(_ time: Milliseconds, from now: Instant) {
    limit = limit.map { max($0, now + time) }
  }

  /// Whether it has come: nothing is under way any more, or that took too long.
  func hasCome(isIdle: Bool, at now: Instant) -> Bool {
    limit.map { isIdle || $0 <= now } ?? false
  }
}
