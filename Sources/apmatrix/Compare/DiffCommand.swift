import APModel
import ArgumentParser
import Compare
import Report

/// `apmatrix diff`: what differs between two hosts, or whether a guest could move from one to the other.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two hosts, or one host at two times.",
    discussion: """
      A and B are each a live sysfs (/sys), a directory, a recording, a fake host, or a file that \
      apmatrix status --format json wrote. Compared are queues' owners, whether queues are on, what guests \
      are assigned and get, masks, cards, drivers and problems; counters are not. What one side could not \
      read is no difference.

      With --guest: whether that guest of A could move to B. Its uuid must be free there, or its mdev \
      be there with the same matrix and lack nothing; every queue must be there, be nobody else's and be \
      bound to vfio_ap; the LPAR must control its control domains; each adapter must be at least of the same generation (hwtype), in the \
      same mode, with the same functions, configured on and not checkstopped. Only where both kernels \
      list migratable among vfio_ap's features can it move while it runs. Sources: the kernel's \
      Documentation/arch/s390/vfio-ap.rst, and the patch series "s390/vfio-ap: Add live guest migration \
      support" (v3, June 2026), which is not in a released kernel yet.

      Exit status: 0 if nothing differs, or the guest can move, even if only after a shutdown; 2 if \
      something differs, or is in the way; 1 if a host could not be read as a whole.
      """)

  /// The forms of the report.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
    case html
  }

  @Argument(
    help: ArgumentHelp("The first host, or the earlier state.", valueName: "A"), completion: .file()
  )
  var before: String

  @Argument(
    help: ArgumentHelp("The second host, or the later state.", valueName: "B"), completion: .file())
  var after: String

  @Option(help: "Whether this guest of A could move to B: a name, a uuid, or the beginning of one.")
  var guest: String?

  @Option(help: "The form of the report.")
  var format: Format = .table

  @OptionGroup var config: NamesOption

  @Flag(help: "Read matrix also where an old kernel could overrun its buffer and stop.")
  var insist = false

  func run() throws {
    let source = try host(before)
    let target = try host(after)
    if let guest {
      try answer(GuestMove(try find(guest, in: source), from: source, to: target))
    } else {
      try tell(HostDifference(source, target))
    }
  }

  private func host(_ path: String) throws -> ComparedHost {
    var tree = TreeOption()
    tree.sysfs = path
    return try ComparedSource(
      path, names: try config.declaration(for: tree), insists: insist
    ).host()
  }

  private func find(_ text: String, in host: ComparedHost) throws -> GuestAnalysis {
    if let guest = try host.analysis.onlyGuest(answeringTo: text) { return guest }
    // A file of JSON is no host that status reads; a host may have thousands of guests.
    let names = host.analysis.guests.prefix(8).map { $0.mdev.uuid }
    let more = host.analysis.guests.count > names.count ? ", ..." : ""
    throw CommandFailure(
      text,
      "no such guest in \(before); it has "
        + (names.isEmpty ? "none" : names.joined(separator: ", ") + more))
  }

  private func tell(_ difference: HostDifference) throws {
    switch format {
    case .table: Terminal.write(text(difference, Terminal.style))
    case .json:
      Terminal.write(Array(DifferenceDocument(difference, paths: [before, after]).text.utf8))
    case .html: Terminal.write(page(difference).text)
    }
    if !difference.isEmpty { throw ExitCode(2) }
    if !difference.isComplete { throw ExitCode(1) }
  }

  private func text(_ difference: HostDifference, _ style: Style) -> [String] {
    DifferenceText(difference, style: style, paths: [before, after]).lines
  }

  private func page(_ difference: HostDifference) -> TextPage {
    TextPage(
      "AP hosts \(before) and \(after)",
      lines: text(difference, .plain),
      before: ("A: \(before)", StatusView(difference.before.analysis)),
      after: ("B: \(after)", StatusView(difference.after.analysis)))
  }

  private func answer(_ move: GuestMove) throws {
    switch format {
    case .table: Terminal.write(GuestMoveText(move, style: Terminal.style).lines)
    case .json: Terminal.write(Array(GuestMoveDocument(move).text.utf8))
    case .html:
      let lines = GuestMoveText(move, style: .plain).lines
      Terminal.write(
        TextPage(lines[0], lines: Array(lines.dropFirst()), before: nil, after: nil).text)
    }
    switch move.verdict {
    case .live, .afterShutdown: return
    case .no: throw ExitCode(2)
    case .unknown: throw ExitCode(1)
    }
  }
}
