import APHost
import APModel
import ArgumentParser
import Doctor
import Report

/// `apmatrix doctor`: every contradiction between those who configure an AP host.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Tell what is wrong now, what will be at the next boot, and what is worth knowing.",
    discussion: """
      Joins what sysfs shows with the kernel's parameters, udev's rules, mdevctl's definitions, the \
      declared host, the agent and its unit. Each finding has what was read where, and what to do. \
      Nothing is written and no program is asked. For any other host than this machine's, --root \
      names its files, or record --with-neighbours has put them into the recording.

      Exit status: 0 if all was looked at, 1 if something was not, and with --check 2 if something is \
      wrong now or at the next boot.
      """)

  /// The forms of the report.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  /// How long it waits for what the kernel blocks, in seconds.
  static let limit = 10.0

  @OptionGroup var tree: TreeOption
  @OptionGroup var root: RootOption

  @Option(help: "The form of the report.")
  var format: Format = .table

  @Flag(help: "One line for monitoring; exit 2 if something is wrong now or at the next boot.")
  var check = false

  @Option(
    help: ArgumentHelp(
      "The configuration, as a path below the host's root; \(FactsReader.configuration) if left out.",
      valueName: "file"), completion: .file())
  var config: String?

  @Flag(help: "Read matrix also where an old kernel could overrun its buffer and stop.")
  var insist = false

  func validate() throws {
    if check, format != .table { throw ValidationError("use one of --check and --format json") }
  }

  func run() throws {
    let files = try root.open(tree)
    if config != nil, files == nil {
      throw ValidationError(
        "--config is a path below the host's root, of which nothing is known: name it with --root")
    }
    let snapshot = try HostInspection(tree, insists: insist, limit: Self.limit).snapshot(
      .summary, asksOverrides: true)
    let examination = Examination(
      FactsReader.facts(snapshot, root: files, configuration: config ?? FactsReader.configuration))
    switch format {
    case .table:
      let text = ExaminationText(examination, style: Terminal.style)
      Terminal.write(check ? [text.checkLine] : text.lines)
    case .json: Terminal.write(ExaminationDocument(examination).text)
    }
    if check {
      for fact in examination.unseen { Terminal.complain("not looked at: \(fact)") }
      if !examination.isHealthy { throw ExitCode(2) }
    }
    if !examination.isComplete { throw ExitCode(1) }
  }
}
