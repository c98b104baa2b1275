/// Whether systemd was told that the start is done.
struct Readiness: Hashable, Sendable {
  /// Whether it was told.
  private(set) var isReady = false
  private let started: Instant

  /// Not ready yet.
  init(at now: Instant) { started = now }

  /// When it is told at the latest; nil if it was.
  func limit(_ policy: AgentPolicy) -> Instant? { isReady ? nil : started + policy.readyAfter }

  /// Becomes ready if the guests have what they can have, or if that has taken too long.
  ///
  /// - Returns: whether it just became so.
  mutating func become(isSettled: Bool, at now: Instant, _ policy: AgentPolicy) -> Bool {
    guard !isReady, isSettled || now - started >= policy.readyAfter else { return false }
    isReady = true
    return true
  }
}
