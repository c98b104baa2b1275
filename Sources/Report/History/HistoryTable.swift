public import History
internal import Reconcile

/// The history as a table: when, by whom, how it was noticed, what.
public struct HistoryTable {
  private var table = TextTable([.init("TIME"), .init("BY"), .init("SEEN"), .init("WHAT")])
  private let time: (Moment) -> String
  private var names: [String: String] = [:]

  /// Begins a table.
  ///
  /// - Parameter time: writes a moment as people read it.
  public init(_ time: @escaping (Moment) -> String) { self.time = time }

  /// Adds a row; its time is the first moment at which the change is known to have happened.
  public mutating func add(_ entry: HistoryEntry) {
    names.merge(entry.names) { $1 }
    table.append([
      time(entry.kind == .agent ? entry.time : entry.until ?? entry.time),
      HistoryWords.cause(entry.cause),
      HistoryWords.sign(entry.sign, since: entry.since, until: entry.until),
      HistoryWords(names).sentence(entry),
    ])
  }

  /// The lines.
  public var lines: [String] {
    table.isEmpty ? ["No entry of the history is about that."] : table.lines()
  }
}
