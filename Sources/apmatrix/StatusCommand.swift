import APHost
import APModel
import Agent
import ArgumentParser
import Glibc
import Report
import Sysfs
import SystemPackage

/// `apmatrix status`: who owns what, and why a guest lacks a queue.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show who owns every crypto queue, and why a guest lacks one.",
    discussion: """
      Exit status: 0 if all was read, 1 if something could not be read or understood, and with \
      --check 2 if a guest or the host has less than it should, or a queue has two owners.
      """)

  /// The forms of the report.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
    case html
  }

  /// How long monitoring waits, in seconds: less than its own limit, which is 60 s with most.
  private static let checkLimit = 10.0

  @OptionGroup var tree: TreeOption
  @OptionGroup var filter: FilterOptions
  @OptionGroup var names: NamesOption

  @Option(help: "The form of the report.")
  var format: Format = .table

  @Flag(
    help:
      "One line per adapter, one column per domain, each cell the queue's owner; what is equal folds."
  )
  var grid = false

  @Flag(
    name: .shortAndLong, help: "A row for every card and queue, as lszcrypt -V, with its owner.")
  var verbose = false

  @Flag(help: "One line for monitoring; exit 2 if a guest is degraded or there is a conflict.")
  var check = false

  @Flag(
    help:
      "Show it again, where it has changed, at each event of the host and every 5 seconds, until Ctrl-C."
  )
  var watch = false

  @OptionGroup var source: EventOptions

  @Flag(help: "Show the uuid of guests that have a name, too.")
  var uuid = false

  @Flag(help: "Read matrix also where an old kernel could overrun its buffer and stop.")
  var insist = false

  @Option(
    help: ArgumentHelp(
      "How long to wait for what the kernel blocks; then report what was read, with exit 1. "
        + "10 with --check, else as long as it takes.", valueName: "seconds"))
  var timeout: Double?

  func validate() throws {
    if let timeout, !(0.001...86_400).contains(timeout) {
      throw ValidationError("--timeout: between 0.001 and 86400 seconds, not \(timeout)")
    }
    if [grid, verbose, check, format != .table].count(where: { $0 }) > 1 {
      throw ValidationError("use one of --grid, --verbose, --check, --format json and html")
    }
    if uuid, grid || verbose || check || format != .table {
      throw ValidationError("--uuid is of the table alone: leave it out")
    }
    if !watch, source.isChosen {
      throw ValidationError(
        "--events and --event-buffer are of --watch: write it, or leave them out")
    }
    if watch, check || format != .table {
      throw ValidationError("--watch shows the table, --grid or --verbose")
    }
  }

  func run() throws {
    guard !watch else { return try watchHost() }
    let view = try view()
    try write(view)
    if check, !view.isHealthy { throw ExitCode(2) }
    if !view.analysis.snapshot.isComplete { throw ExitCode(1) }
  }

  /// Reads the host and applies the filters.
  ///
  /// - Parameter expectsNames: whether what the filters name must be there.
  private func view(expectsNames: Bool = true) throws -> StatusView {
    let depth: ReadDepth = verbose || format != .table ? .full : .summary
    let snapshot = try HostInspection(
      tree, insists: insist, names: try names.declaration(for: tree),
      limit: timeout ?? (check ? Self.checkLimit : nil)
    ).snapshot(depth)
    let view = StatusView(HostAnalysis(snapshot), try filter.statusFilter())
    do {
      if expectsNames { try filter.checkNames(view) }
    } catch {
      complain(snapshot)
      throw error
    }
    return view
  }

  /// Shows the host until Ctrl-C; a recording never changes.
  private func watchHost() throws {
    if let file = try? Stat(FilePath(tree.sysfs)), file.type != .directory {
      throw CommandFailure(tree.sysfs, "a recording never changes; leave --watch out")
    }
    switch source.open(tree) {
    case .failure(let failure): throw CommandFailure(failure.reason)
    case .success(let events):
      // What goes away later is what one watches for.
      var isFirst = true
      try StatusWatch(events) {
        let view = try view(expectsNames: isFirst)
        isFirst = false
        return lines(view) + view.analysis.snapshot.unreadLines.map { "not read: \($0)" }
      }.run()
    }
  }

  private func lines(_ view: StatusView) -> [String] {
    if grid { return OwnerGrid(view, width: Terminal.width, style: Terminal.style).lines }
    return verbose
      ? VerboseTable(view).lines
      : StatusTable(view, style: Terminal.style, showsUUIDs: uuid).lines
  }

  private func write(_ view: StatusView) throws {
    if check {
      Terminal.write([CheckLine(view).line])
    } else if format == .json {
      Terminal.write(StatusDocument(view).text)
    } else if format == .html {
      Terminal.write(StatusPage(view, seen: seen).text)
    } else {
      Terminal.write(lines(view))
    }
    guard grid || verbose || check else { return }
    complain(view.analysis.snapshot)
  }

  /// When the host was seen like this.
  private var seen: String {
    let file = try? Stat(FilePath(tree.sysfs))
    let isFile = file.map { $0.type != .directory } ?? false
    return WallClock().seen(fileOf: isFile ? file.map { FileStatus.time($0.st_mtim.tv_sec) } : nil)
  }

  private func complain(_ snapshot: HostSnapshot) {
    for line in snapshot.unreadLines { Terminal.complain(line) }
    if snapshot.isTorn {
      Terminal.complain("\(tree.sysfs): the host changed while it was read; run it again")
    }
  }
}
