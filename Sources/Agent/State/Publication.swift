/// When the status is published: what changed at once, and a sign of life now and then.
struct Publication: Hashable, Sendable {
  private static let longestSilence: Milliseconds = 60_000

  private var isChanged = true
  private var publishedAt: Instant?
  private var toldLine: String?

  /// Notes that something changed.
  mutating func change() { isChanged = true }

  /// Notes that a repair went on; that is told once in a second at most.
  mutating func advance(at now: Instant) {
    if publishedAt.map({ now - $0 >= 1_000 }) ?? true { change() }
  }

  /// Whether the status is to be published now; it is asked for once.
  mutating func isDue(at now: Instant) -> Bool {
    let isOld = publishedAt.map { now - $0 >= Self.longestSilence } ?? true
    guard isChanged || isOld else { return false }
    isChanged = false
    publishedAt = now
    return true
  }

  /// Whether systemd is to be told a status line, which it does not know yet.
  mutating func isNews(_ line: String) -> Bool {
    defer { toldLine = line }
    return line != toldLine
  }
}

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
