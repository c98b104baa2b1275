/// The signs of life that systemd's watchdog wants.
struct LifeSigns: Hashable, Sendable {
  private var last: Instant

  /// The start counts as the first.
  init(at now: Instant) { last = now }

  /// When the next has to come; nil if nobody wants any.
  func next(_ policy: AgentPolicy) -> Instant? { policy.watchdog.map { last + $0 / 2 } }

  /// Whether one is to be given now; it is asked for once.
  mutating func isDue(at now: Instant, _ policy: AgentPolicy) -> Bool {
    guard let interval = policy.watchdog, now - last >= interval / 4 else { return false }
    last = now
    return true
  }
}
