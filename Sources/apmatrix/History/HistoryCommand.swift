import APModel
import Agent
import ArgumentParser
import History
import PlainJSON
import Report
import Sysfs
import SystemPackage

/// `apmatrix history`: who had which queue, and when.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Tell who had which queue, when, and through whose doing.",
    discussion: """
      Reads what apmatrix agent --journal has sent to the systemd journal, or what --history has kept in \
      files. Times are as systemd writes them: "2030-01-31 18:00", \
      "yesterday", "-2h", "3 days ago". What a look or an event did not show is said to be not known. \
      Exit status: 0, 1 if the history can't be read or --at and --access find entries missing, and with \
      --verify 2 if a line is not as it was written.
      """)

  /// The forms of the answer.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
    case csv
  }

  private static let standardDirectory = "/var/lib/apmatrix/history"

  @Option(
    help: ArgumentHelp(
      "Read the files that the agent keeps there, with the unit \(standardDirectory).",
      valueName: "directory"))
  var history: String?

  @Option(
    help: ArgumentHelp(
      "Read the journal files of this directory instead of this machine's journal.",
      valueName: "directory"))
  var journal: String?

  @OptionGroup var filter: HistoryFilterOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Who had each queue at a moment, or those of --queue.", valueName: "time"))
  var at: TimeArgument?

  @Flag(help: "Who could use the queue of --queue, each with from, to, and how certain that is.")
  var access = false

  @Flag(
    help:
      "Check that no line of the files was altered, removed or added, and name the first that was.")
  var verify = false

  @Option(help: "The form of the answer; json is one object a line.")
  var format: Format = .table

  @Flag(help: "Times of the table in UTC, not in local time; json and csv always are.")
  var utc = false

  func validate() throws {
    try filter.check()
    if [at != nil, access, verify].count(where: { $0 }) > 1 {
      throw ValidationError("use one of --at, --access and --verify")
    }
    if journal != nil, history != nil || verify {
      throw ValidationError(
        "--journal can't be used with --history or --verify, which are of files")
    }
    if verify, format != .table {
      throw ValidationError("--verify has no other form than its one line: leave --format out")
    }
    if verify, !filter.isOnlyQueues || !filter.queueNames.isEmpty {
      throw ValidationError("--verify checks all lines: leave out what chooses some of them")
    }
    if access, filter.queues.count != 1 {
      throw ValidationError("--access tells of one queue: name it with --queue")
    }
    if access, !filter.guest.isEmpty || !filter.cause.isEmpty {
      throw ValidationError("--access takes --queue, --since and --until only")
    }
    if at != nil, !filter.isOnlyQueues {
      throw ValidationError("--at takes --queue only")
    }
  }

  func run() throws {
    do {
      if verify {
        try check(try files(history ?? Self.standardDirectory))
      } else if let at {
        try owners(try source(), at.moment)
      } else if access {
        try tellAccess(try source())
      } else {
        try list(try source())
      }
    } catch let errno as Errno {
      throw CommandFailure(history ?? "journal", errno)
    }
  }

  private var time: (Moment) -> String { utc ? { LocalTime.utc($0) } : { LocalTime.text($0) } }

  private func owners(_ source: HistorySource, _ moment: Moment) throws {
    var replay = OwnerReplay(at: moment)
    let missing = try source.owners(at: moment, of: filter.queues) { replay.take($0) }
    replay.ends = try end(of: source, after: replay.last)
    // An agent that goes on to look has not seen what is to come.
    let now = WallClock().moment(.now)
    if moment > now { replay.ends = replay.ends ?? now }
    guard replay.isCovered else {
      throw CommandFailure(
        history ?? "journal",
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

  private func tellAccess(_ source: HistorySource) throws {
    guard let queue = filter.queues.first else { return }
    var entries: [HistoryEntry] = []
    var last: Moment?
    let missing = try source.access(to: queue) { entry in
      last = entry.lookedAt
      if entry.concerns(accessTo: queue) { entries.append(entry) }
    }
    let end = try end(of: source, after: last)
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

  private func list(_ source: HistorySource) throws {
    var table = HistoryTable(time)
    var isEmpty = true
    let queues = filter.queues
    if format == .csv { Terminal.write([HistoryCSV.header]) }
    try source.entries(try filter.filter()) { entry, line, number in
      isEmpty = isEmpty && entry.kind == .file
      switch format {
      case .table: table.add(entry)
      case .json: Terminal.write(Array(line) + [UInt8(ascii: "\n")])
      case .csv: Terminal.write(HistoryCSV.rows(entry, number: number, of: queues))
      }
    }
    if format == .table { Terminal.write(table.lines) }
    if isEmpty { try tellNothing(source) }
  }

  /// Says that nothing was found: a guest that nothing is about is rather misspelt than at rest.
  private func tellNothing(_ source: HistorySource) throws {
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
}
