import APModel
import Agent
import ArgumentParser
import History
import PlainJSON
import Report

/// What is told of a history, in the form that is asked for.
struct HistoryAnswer {
  private let command: HistoryCommand
  private let source: HistorySource
  private var filter: HistoryFilterOptions { command.filter }
  private var format: HistoryCommand.Format { command.format }

  init(_ command: HistoryCommand, _ source: HistorySource) {
    self.command = command
    self.source = source
  }

  /// Says who had each queue at a moment.
  func tellOwners(at moment: Moment) throws {
    var replay = OwnerReplay(at: moment)
    let missing = try source.owners(at: moment, of: filter.queues) { replay.take($0) }
    replay.ends = try command.end(of: source, after: replay.last)
    // An agent that goes on to look has not seen what is to come.
    let now = WallClock().moment(.now)
    if moment > now { replay.ends = replay.ends ?? now }
    guard replay.isCovered else {
      throw CommandFailure(
        command.history ?? "journal",
        "the history begins after \(LocalTime.text(moment)); of the time before nothing is known")
    }
    let queues = filter.queues.isEmpty ? replay.queues : filter.queues.sorted()
    switch format {
    case .table: Terminal.write(OwnersAtText(replay, queues, time).lines)
    case .json: Terminal.write([JSONWriter.text(HistoryDocument.owners(replay, queues))])
    case .csv: Terminal.write([HistoryCSV.ownersHeader] + HistoryCSV.rows(replay, queues))
    }
    try expectWhole(missing)
  }

  /// Says who could use the queue that is asked for, and when.
  func tellAccess() throws {
    guard let queue = filter.queues.first else { return }
    var entries: [HistoryEntry] = []
    var last: Moment?
    let missing = try source.access(to: queue) { entry in
      last = entry.lookedAt
      if entry.concerns(accessTo: queue) { entries.append(entry) }
    }
    let end = try command.end(of: source, after: last)
    let now = WallClock().moment(.now)
    var report = AccessReport(of: queue, in: filter.span, entries, toldUntil: end ?? now)
    report.ends = end.flatMap { $0 < filter.span.upperBound ? $0 : nil }
    report.isOpen = end == nil && filter.span.upperBound >= now
    switch format {
    case .table: Terminal.write(AccessText(report, time).lines)
    case .json: Terminal.write([JSONWriter.text(HistoryDocument.access(report))])
    case .csv: Terminal.write([HistoryCSV.accessHeader] + HistoryCSV.rows(report))
    }
    try expectWhole(missing)
  }

  /// Says what happened.
  func tellEntries() throws {
    var table = HistoryTable(time)
    var isEmpty = true
    let queues = filter.queues
    if format == .csv { Terminal.write([HistoryCSV.header]) }
    let missing = try source.entries(try filter.filter()) { entry, line, number in
      isEmpty = isEmpty && entry.kind == .file
      switch format {
      case .table: table.add(entry)
      case .json: Terminal.write(Array(line) + [UInt8(ascii: "\n")])
      case .csv: Terminal.write(HistoryCSV.rows(entry, number: number, of: queues))
      }
    }
    if format == .table { Terminal.write(table.lines) }
    if isEmpty { try tellNothing() }
    try expectWhole(missing)
  }

  /// Says that nothing was found: a guest that nothing is about is rather misspelt than at rest.
  private func tellNothing() throws {
    for guest in filter.guest {
      var isKnown = false
      let all = HistoryFilter(
        queues: [], guests: [guest], span: HistoryFilterOptions.always, causes: [])
      try source.entries(all) { entry, _, _ in isKnown = isKnown || entry.kind != .file }
      if !isKnown { throw CommandFailure(guest, "no entry of the history is about this guest") }
    }
    // The table says so itself.
    if format != .table { Terminal.complain("history: no entry is what was asked for") }
  }

  /// Says that what was told is not all that happened.
  private func expectWhole(_ missing: Int) throws {
    guard missing > 0 else { return }
    let (entries, they) = missing == 1 ? ("1 entry is", "it") : ("\(missing) entries are", "they")
    Terminal.complain(
      "\(command.history ?? "journal"): \(entries) missing, and nobody knows what \(they)"
        + " told; apmatrix history --verify names the place")
    throw ExitCode(1)
  }

  /// Writes a moment as people read it.
  private var time: (Moment) -> String {
    command.utc ? { LocalTime.utc($0) } : { LocalTime.text($0) }
  }
}
