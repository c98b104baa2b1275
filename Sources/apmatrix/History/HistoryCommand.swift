import APModel
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
      Reads what apmatrix agent --history has kept. Times are as systemd writes them: "2030-01-31 18:00", \
      "yesterday", "-2h", "3 days ago". What a look or an event did not show is said to be not known. \
      Exit status: 0, 1 if the history can't be read, and with --verify 2 if a line is not as it was \
      written.
      """)

  /// The forms of the answer.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
    case csv
  }

  @Option(
    help: ArgumentHelp("Where the agent keeps its history.", valueName: "directory"))
  var history = "/var/lib/apmatrix/history"

  @OptionGroup var filter: HistoryFilterOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Who had each queue at a moment, or those of --queue.", valueName: "time"))
  var at: TimeArgument?

  @Flag(help: "Who could use the queue of --queue, each with from, to, and how certain that is.")
  var access = false

  @Flag(help: "Check that no line was altered, removed or added, and name the first that was.")
  var verify = false

  @Option(help: "The form of the answer; json is one object a line.")
  var format: Format = .table

  @Flag(help: "Times of the table in UTC, not in local time; json and csv always are.")
  var utc = false

  func validate() throws {
    if [at != nil, access, verify].count(where: { $0 }) > 1 {
      throw ValidationError("use one of --at, --access and --verify")
    }
    if access, filter.queues.count != 1 {
      throw ValidationError("--access tells of one queue: name it with --queue")
    }
    if at != nil, !filter.isOnlyQueues {
      throw ValidationError("--at takes --queue only")
    }
  }

  func run() throws {
    let reader: HistoryReader
    do throws(PrivateDirectory.Failure) {
      reader = try HistoryReader(FilePath(history))
    } catch {
      throw CommandFailure.line(
        "\(error); let apmatrix agent --history DIRECTORY keep one, name its directory, and be root"
      )
    }
    do {
      let files = try reader.files()
      guard !files.isEmpty else { throw CommandFailure(history, "no file of a history is there") }
      if verify {
        try check(reader)
      } else if let at {
        try owners(reader, files, at.moment)
      } else if access {
        try tellAccess(reader, files)
      } else {
        try list(reader, files)
      }
    } catch let errno as Errno {
      throw CommandFailure(history, errno)
    }
  }

  private var time: (Moment) -> String { utc ? { LocalTime.utc($0) } : { LocalTime.text($0) } }

  private func check(_ reader: HistoryReader) throws {
    guard Chain.isPossible else { throw CommandFailure.line(Chain.missing) }
    let check = try HistoryCheck(reader)
    for remark in check.remarks { Terminal.complain("\(history)/\(remark)") }
    if let fault = check.fault {
      Terminal.complain("\(history)/\(fault)")
      throw ExitCode(2)
    }
    Terminal.write([
      "\(check.lines) lines are as they were written; the last one's digest is \(check.digest)."
    ])
  }

  private func owners(_ reader: HistoryReader, _ files: [HistoryFile], _ moment: Moment) throws {
    var replay = OwnerReplay(at: moment)
    try reader.entries(of: files) { entry, _ in replay.take(entry) }
    guard replay.isCovered else {
      throw CommandFailure(
        history,
        "the history begins after \(LocalTime.text(moment)); of the time before nothing is known")
    }
    let queues = filter.queues.isEmpty ? replay.queues : filter.queues.sorted()
    switch format {
    case .table: Terminal.write(OwnersAtText(replay, queues, time).lines)
    case .json: Terminal.write([JSONWriter.text(HistoryDocument.owners(replay, queues))])
    case .csv: Terminal.write([HistoryCSV.ownersHeader] + HistoryCSV.rows(replay, queues))
    }
  }

  private func tellAccess(_ reader: HistoryReader, _ files: [HistoryFile]) throws {
    guard let queue = filter.queues.first else { return }
    var entries: [HistoryEntry] = []
    try reader.entries(of: files) { entry, _ in
      if entry.concerns(accessTo: queue) { entries.append(entry) }
    }
    let report = AccessReport(of: queue, in: filter.span, entries)
    switch format {
    case .table: Terminal.write(AccessText(report, time).lines)
    case .json: Terminal.write([JSONWriter.text(HistoryDocument.access(report))])
    case .csv: Terminal.write([HistoryCSV.accessHeader] + HistoryCSV.rows(report))
    }
  }

  private func list(_ reader: HistoryReader, _ files: [HistoryFile]) throws {
    var table = HistoryTable(time)
    if format == .csv { Terminal.write([HistoryCSV.header]) }
    let filter = try filter.filter()
    try reader.entries(of: files, where: filter.mayWant) { entry, line in
      guard filter.wants(entry) else { return }
      switch format {
      case .table: table.add(entry)
      case .json: Terminal.write(Array(line.bytes) + [UInt8(ascii: "\n")])
      case .csv: Terminal.write(HistoryCSV.rows(entry, number: line.entryNumber))
      }
    }
    if format == .table { Terminal.write(table.lines) }
  }
}
