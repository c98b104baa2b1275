/// Whether systemd was told that the start is done.
struct Readiness: Hashable, Sendable {
  /// Why it is told.
  enum Cause: Hashable, Sendable {
    /// The guests have what they can have.
    case settled
    /// It has taken too long.
    case overdue
  }

  /// For how long systemd is to wait after each sign: two may be late.
  static let patience: Milliseconds = 30_000
  /// How often systemd hears that the start goes on.
  private static let signPause: Milliseconds = 10_000

  /// Whether it was told.
  private(set) var isReady = false
  /// When systemd is to hear again that the start goes on; nil if it is done.
  private(set) var nextSign: Instant?
  private let started: Instant

  /// Not ready yet.
  init(at now: Instant) {
    started = now
    nextSign = now + Self.signPause
  }

  /// When it is told at the latest; nil if it was.
  func limit(_ policy: AgentPolicy) -> Instant? { isReady ? nil : started + policy.readyAfter }

  /// Becomes ready if the guests have what they can have, or if that has taken too long.
  ///
  /// - Returns: why it just became so; nil if it did not.
  mutating func become(isSettled: Bool, at now: Instant, _ policy: AgentPolicy) -> Cause? {
    guard !isReady, isSettled || now - started >= policy.readyAfter else { return nil }
    isReady = true
    nextSign = nil
    return isSettled ? .settled : .overdue
  }

  /// Whether systemd is to hear now that the start goes on; it is asked for once.
  mutating func isSignDue(at now: Instant) -> Bool {
    guard let nextSign, nextSign <= now else { return false }
    self.nextSign = now + Self.signPause
    return true
  }
}
