/// The pause after repairs that failed: it doubles with each failure and ends when the host changes.
struct BackOff: Hashable, Sendable {
  /// Failures in a row.
  private(set) var failures = 0
  /// When the next attempt may be made; nil if now.
  private(set) var until: Instant?
  private var host: Fingerprint?

  /// Notes a failure on a host that looked like this before the attempt's look.
  mutating func failed(_ host: Fingerprint?, at now: Instant, _ policy: AgentPolicy) {
    let doubled = policy.firstBackOff << Int64(min(failures, 20))
    failures += 1
    until = now + min(doubled, policy.longestBackOff)
    self.host = host
  }

  /// Waits for somebody else, which is no failure and lengthens no pause.
  mutating func pause(until next: Instant) { (until, host) = (next, nil) }

  /// Takes note of the host as it is now: one that changed is worth another attempt at once.
  mutating func looked(_ host: Fingerprint) {
    guard until != nil else { return }
    // The first look after a failed attempt shows what the attempt left.
    if self.host == nil { self.host = host } else if self.host != host { reset() }
  }

  /// Whether an attempt may be made.
  func allows(at now: Instant) -> Bool { until.map { $0 <= now } ?? true }

  /// Ends the pause.
  mutating func reset() { self = BackOff() }
}
