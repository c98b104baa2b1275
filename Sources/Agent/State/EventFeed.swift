/// Where events come from, and when the source is opened again.
struct EventFeed: Hashable, Sendable {
  /// The name of the source; nil while there is none.
  private(set) var name: String?
  /// When it is to be opened; nil if it is open, or being opened.
  private(set) var opensAt: Instant?
  private var failures = 0

  /// A source that is open, or that has to be opened at once.
  init(_ name: String?, at now: Instant) {
    self.name = name
    if name == nil { opensAt = now }
  }

  /// The source ended, or could not be opened.
  ///
  /// - Returns: whether that is news.
  mutating func ended(at now: Instant) -> Bool {
    // The first failure is news, and then every tenth.
    let isNews = failures % 10 == 0
    name = nil
    opensAt = now + min(1_000 << Int64(min(failures, 6)), 60_000)
    failures += 1
    return isNews
  }

  /// The source was opened.
  mutating func opened(_ name: String) {
    self.name = name
    failures = 0
  }

  /// Whether the source is to be opened now; it is asked for once.
  mutating func isDue(at now: Instant) -> Bool {
    guard let opensAt, opensAt <= now else { return false }
    self.opensAt = nil
    return true
  }
}
