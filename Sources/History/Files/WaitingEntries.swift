/// The entries that are not in a file or in the journal yet, within a bound.
public struct WaitingEntries: Sendable {
  /// What an entry takes in memory at least, in bytes.
  private static let least = 512
  /// So many written ones take room until they are removed at once.
  private static let mostDone = 1024

  private var entries: [HistoryEntry] = []
  /// How many of them are written, and only take room until all are.
  private var done = 0
  private var lost: (count: Int, since: Moment, until: Moment)?

  /// Nothing waits.
  public init() {}

  /// Whether nothing waits, and nothing was lost that nobody has been told of.
  public var isEmpty: Bool { entries.isEmpty && lost == nil }
  /// How many wait, or were lost that nobody has been told of.
  public var count: Int { entries.count - done + (lost?.count ?? 0) }
  /// The one that waits for longest.
  public var first: HistoryEntry? { entries.isEmpty ? nil : entries[done] }

  /// The one that waits for longest; behind all that waited, how many found no room, and who has each queue.
  public mutating func next(at now: Moment, knowing known: HostSight?) -> HistoryEntry? {
    if let first { return first }
    guard let lost = takeLost(at: now) else { return nil }
    entries = [lost] + (known.map { [Chronicle.state($0, at: now)] } ?? [])
    return lost
  }

  /// Lets entries wait; what exceeds the bound is counted.
  ///
  /// - Parameter bound: the bytes that they may take.
  public mutating func add(_ more: [HistoryEntry], _ bound: Int) {
    for entry in more {
      // What comes behind a gap is behind it for good.
      guard lost == nil, (entries.count - done + 1) * Self.least <= bound else {
        lose(entry)
        continue
      }
      entries.append(entry)
    }
  }

  private mutating func lose(_ entry: HistoryEntry) {
    let since = lost?.since ?? entry.since ?? entry.time
    lost = ((lost?.count ?? 0) + 1, since, max(lost?.until ?? entry.time, entry.time))
  }

  /// The first has been written.
  public mutating func removeFirst() {
    done += 1
    guard done == entries.count || done >= Self.mostDone else { return }
    entries.removeFirst(done)
    done = 0
  }

  /// The first can't be written, ever: it is counted.
  public mutating func loseFirst() {
    if let first { lose(first) }
    removeFirst()
  }

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

/// How far a history that is being written has come.
public struct HistoryStanding: Hashable, Sendable {
  /// When entries were last written into a file; nil if none was.
  public var writtenAt: Moment?
  /// The entries that could not be written yet, and those that were lost and not noted yet.
  public var waiting = 0

  /// A history into which nothing was written.
  public init() {}
}
