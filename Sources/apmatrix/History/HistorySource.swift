import APModel
import History
import Sysfs
import SystemPackage

/// Where a history is read from: the agent's files, or the systemd journal.
enum HistorySource {
  case files(HistoryReader, [HistoryFile])
  case journal(JournalReader)

  /// Gives each entry that a filter wants, with its line of JSON and its number in the files.
  ///
  /// - Returns: how many entries are missing, wanted or not, as far as that can be told.
  @discardableResult
  func entries(
    _ filter: HistoryFilter, _ body: (HistoryEntry, ArraySlice<UInt8>, Int?) -> Void
  ) throws(Errno) -> Int {
    switch self {
    case .files(let reader, let files):
      return try reader.entries(of: files, where: filter.mayWant) { entry, line in
        if filter.wants(entry) { body(entry, line.bytes, line.entryNumber) }
      }
    case .journal(let reader):
      try reader.entries(filter) { entry, line in body(entry, line, nil) }
      return 0
    }
  }

  /// Gives what tells of queues' owners at a moment.
  ///
  /// - Returns: how many entries are missing, as far as that can be told.
  func owners(
    at moment: Moment, of queues: Set<APQN>, _ body: (HistoryEntry) -> Void
  ) throws(Errno) -> Int {
    switch self {
    case .files(let reader, let files): return try reader.whole(of: files, body)
    case .journal(let reader):
      try reader.owners(at: moment, of: queues, body)
      return 0
    }
  }

  /// Gives what tells who could use a queue.
  ///
  /// - Returns: how many entries are missing, as far as that can be told.
  func access(to queue: APQN, _ body: (HistoryEntry) -> Void) throws(Errno) -> Int {
    switch self {
    case .files(let reader, let files): return try reader.whole(of: files, body)
    case .journal(let reader):
      try reader.access(to: queue, body)
      return 0
    }
  }
}
