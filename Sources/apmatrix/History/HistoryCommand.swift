import ArgumentParser
import History
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
      Exit status: 0, 1 if the history can't be read or entries of it are missing, and with \
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
      valueName: "directory"), completion: .directory)
  var history: String?

  @Option(
    help: ArgumentHelp(
      "Read the journal files of this directory instead of this machine's journal.",
      valueName: "directory"), completion: .directory)
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
        return
      }
      let answer = HistoryAnswer(self, try source())
      if let at {
        try answer.tellOwners(at: at.moment)
      } else if access {
        try answer.tellAccess()
      } else {
        try answer.tellEntries()
      }
    } catch let errno as Errno {
      throw CommandFailure(history ?? "journal", errno)
    }
  }
}
