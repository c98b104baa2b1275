/// The entries that are not in a file yet, within a bound.
struct WaitingEntries {
  /// What an entry takes in memory at least, in bytes.
  private static let least = 512

  private var entries: [HistoryEntry] = []
  private var lost: (count: Int, since: Moment, until: Moment)?

  /// Whether nothing waits, and nothing was lost that nobody has been told of.
  var isEmpty: Bool { entries.isEmpty && lost == nil }
  /// The one that waits for longest.
  var first: HistoryEntry? { entries.first }

  /// Lets entries wait; what exceeds the bound is counted.
  mutating func add(_ more: [HistoryEntry], _ bound: Int) {
    for entry in more {
      // What comes behind a gap is behind it for good.
      guard lost == nil, (entries.count + 1) * Self.least <= bound else {
        let since = lost?.since ?? entry.since ?? entry.time
        lost = ((lost?.count ?? 0) + 1, since, max(lost?.until ?? entry.time, entry.time))
        continue
      }
      entries.append(entry)
    }
  }

  /// The first has been written.
  mutating func removeFirst() { entries.removeFirst() }

  /// Takes what says how many were lost; nil if none was.
  mutating func takeLost(at now: Moment) -> HistoryEntry? {
    guard let lost else { return nil }
    self.lost = nil
    var entry = HistoryEntry(.lost, at: now)
    (entry.object, entry.count) = ("entries", lost.count)
    (entry.since, entry.until) = (lost.since, max(lost.until, now))
    return entry
  }

  /// It could not be told: it is told later.
  mutating func giveBack(_ entry: HistoryEntry) {
    lost = (entry.count ?? 0, entry.since ?? entry.time, entry.until ?? entry.time)
  }
}
