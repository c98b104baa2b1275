/// Where events come from, and when the source is opened again.
struct EventFeed: Hashable, Sendable {
  /// The name of the source; nil while there is none.
  private(set) var name: String?
  /// When it is to be opened; nil if it is open, or being opened.
  private(set) var opensAt: Instant?
  private var failures = 0
  private var toldReason: String?

  /// A source that is open, or that has to be opened at once.
  init(_ name: String?, at now: Instant) {
    self.name = name
    if name == nil { opensAt = now }
  }

  /// The source ended, or could not be opened.
  ///
  /// - Returns: whether that is news: the same reason is told once until the source is open again.
  mutating func ended(_ reason: String, at now: Instant) -> Bool {
    let isNews = reason != toldReason
    toldReason = reason
    name = nil
    opensAt = now + min(1_000 << Int64(min(failures, 6)), 60_000)
    failures += 1
    return isNews
  }

  /// The source was opened.
  mutating func opened(_ name: String) {
    self.name = name
    failures = 0
    toldReason = nil
  }

  /// A better source is there: it is opened at once, and until then this one goes on.
  mutating func supersede(at now: Instant) { opensAt = now }

  /// Whether the source is to be opened now; it is asked for once.
  mutating func isDue(at now: Instant) -> Bool {
    guard let opensAt, opensAt <= now else { return false }
    self.opensAt = nil
    return true
  }
}
