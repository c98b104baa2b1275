import ArgumentParser
import Compare
import Glibc
import Report
import Sysfs
import SystemPackage

/// `apmatrix fleet`: many hosts, a line each, and what only shows when they are seen together.
struct FleetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fleet",
    abstract: "Show many hosts, a line each, and guests that are defined on several.",
    discussion: """
      Each path is a recording, a file that apmatrix status --format json wrote, a live or copied sysfs, \
      a fake host, or a directory of such, at any depth. The age of a host is that of its file; the \
      numbers are those of apmatrix status. A guest that several hosts define is named with its hosts: \
      one that was moved, or is to be, may be defined on two, and must not run on both.

      In a directory, what is called .json or .sysfs must be a host, also with .gz, .xz or .zst behind: such a \
      file counts as not read where it is empty, packed or something else. Other files are left out, \
      and named on standard error.

      Exit status: 0 if all was read, 1 if a host could not be read as a whole, and with --check 2 if a \
      host needs attention or one guest runs on two, whatever could not be read.
      """)

  /// The forms of the report.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
    case csv
  }

  @Argument(
    help: ArgumentHelp("Hosts, or directories of hosts.", valueName: "path"), completion: .file())
  var paths: [String]

  @Option(help: "The form of the report.")
  var format: Format = .table

  @Option(
    help: ArgumentHelp(
      "Also write a page (HTML) for each host, and index.html that leads to them, into this directory.",
      valueName: "dir"), completion: .directory)
  var pages: String?

  @Flag(help: "In the table, list only hosts that need attention.")
  var attention = false

  @Flag(help: "Exit 2 if a host needs attention, or one guest runs on two hosts.")
  var check = false

  @Flag(help: "Read matrix also where an old kernel could overrun its buffer and stop.")
  var insist = false

  func run() throws {
    let sources = FleetSources(paths)
    guard !sources.hosts.isEmpty || !sources.failures.isEmpty else {
      throw CommandFailure(
        paths.joined(separator: " "),
        "no host below: give recordings (apmatrix record), statuses in JSON, or directories of them"
      )
    }
    let directory = try pages.map(Self.directory)
    let (fleet, names) = try FleetReader(insists: insist, pages: directory).fleet(sources)
    let now = time(nil)
    if let directory {
      let index = FleetPage(fleet, links: names, now: now).text
      try OutputFile.write(index, to: directory.appending("index.html").string, syncs: false)
    }
    show(fleet, now)
    for failure in fleet.failures { Terminal.complain("\(failure.path): \(failure.reason)") }
    tell(leftOut: sources.others)
    if check, fleet.needsAttention { throw ExitCode(2) }
    if !fleet.isComplete { throw ExitCode(1) }
  }

  /// Makes the directory for pages.
  private static func directory(_ path: String) throws -> FilePath {
    do {
      try Directories.make(FilePath(path))
    } catch {
      throw CommandFailure(path, error)
    }
    return FilePath(path)
  }

  /// Says which files are no hosts; a directory may have many, of which a few show what they are.
  private func tell(leftOut paths: [String]) {
    guard !paths.isEmpty else { return }
    let more = paths.count - 3
    Terminal.complain(
      paths.prefix(3).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
        + ": neither a recording nor JSON; left out")
  }

  private func show(_ fleet: Fleet, _ now: Int) {
    switch format {
    case .table:
      let table = FleetTable(
        fleet, style: Terminal.style, now: now, needingAttention: attention)
      Terminal.write(table.lines)
    case .json: FleetDocument(fleet, now: now).write { Terminal.write($0) }
    case .csv: Terminal.write([FleetCSV.header] + FleetCSV.rows(fleet, now: now))
    }
  }
}
