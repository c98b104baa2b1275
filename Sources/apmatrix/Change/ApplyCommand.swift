import APModel
import ArgumentParser
import Reconcile
import Report
import Sysfs
import SystemPackage

/// `apmatrix apply`: makes the host what the configuration declares.
struct ApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Make the host what the configuration declares.",
    discussion: """
      Shows the plan, asks, and does one step after the other: each is checked immediately before, \
      written, and read back. The first refusal ends it, and what would be worse half done than not \
      at all is taken back. If hardware leaves or comes meanwhile, the rest is planned anew and goes on, \
      as long as nobody loses more by it than was agreed to.

      Before anything is begun, the plan is played on a twin of the host in memory. If that ends \
      otherwise than planned, nothing is changed. A host that has no equal twin is changed without, after \
      a line that says so.

      With --persist the files that make the next boot what is declared are written afterwards, under the \
      lock of the AP configuration, as far as they differ: mdevctl's definitions and the udev rules for \
      the masks. A definition of an mdev that is not declared is named and left.
      """)

  @OptionGroup var config: ConfigOption
  @OptionGroup var tree: TreeOption
  @OptionGroup var changes: ChangeOptions
  @OptionGroup var boot: BootFileOptions

  @Option(
    help: ArgumentHelp(
      "Only if the plan is still the one in this file, as plan --format json wrote it.",
      valueName: "file"), completion: .file())
  var plan: String?

  @Flag(
    help: ArgumentHelp(
      """
      End with 2 if guests still wait for hardware afterwards or have some that answers nothing, if a card of \
      the host can't answer, or if \
      --persist left a file that is somebody else's, or writes none by which guests get their queues: \
      only an enforcing agent sets driver_override at boot.
      """))
  var check = false

  @Flag(help: "Write mdevctl's definitions and the udev rules afterwards, as far as they differ.")
  var persist = false

  func validate() throws {
    try boot.expectBothOrNone(on: tree)
    if persist { try boot.expectNames(on: tree) }
  }

  func run() throws {
    let configuration = try config.load()
    var changes = changes
    changes.isFixed = plan != nil
    let change = try HostChange(tree, changes, policy: configuration.policy)
    let snapshot = try change.snapshot()
    let (plan, judged) = try change.plan(Target(configuration), from: snapshot)
    if let file = self.plan { try compare(plan, with: file, origin: snapshot.origin) }
    let silent = plan.silentQueues(on: judged)
    for line in judged.unreadLines { Terminal.complain(line) }
    Terminal.write(
      PlanText(
        plan, silent: silent, notes: plan.notes(on: judged), isWhole: judged.isComplete,
        allowsDisruption: configuration.policy.disruption == .allow, style: Terminal.style
      ).lines)
    if !persist || changes.dryRun {
      let differences = boot.differences(configuration, judged, on: tree, all: persist)
      let style = Terminal.style
      Terminal.write(NextBootText(differences ?? [], isAsked: persist, style: style).lines)
    }
    if changes.dryRun || plan.isEmpty {
      let isLasting = try changes.dryRun || persisted(configuration)
      if check, !plan.later.isEmpty || !silent.isEmpty || !isLasting { throw ExitCode(2) }
      if plan.isEmpty, !judged.isComplete { throw ExitCode(1) }
      return
    }
    let waits = try carryOut(plan, judged, change, configuration)
    let isLasting = try persisted(configuration)
    if check, waits || !silent.isEmpty || !isLasting { throw ExitCode(2) }
  }

  /// Writes the files for the next boot if that was asked for.
  ///
  /// - Returns: whether nothing stands against what is declared that an administrator has to remove.
  private func persisted(_ configuration: Configuration) throws -> Bool {
    try !persist || boot.write(configuration, on: tree)
  }

  /// - Returns: whether guests wait for hardware at the end.
  private func carryOut(
    _ plan: Plan, _ judged: HostSnapshot, _ change: HostChange, _ configuration: Configuration
  ) throws -> Bool {
    let allows = changes.allowDisruption || configuration.policy.disruption == .allow
    let rehearsal = try change.expectRehearsal(
      of: plan, judged, hint: ", and apmatrix plan --rehearse shows all of it")
    return try change.carryOut(plan, rehearsal, allowsDisruption: allows, asks: true)
  }

  private func compare(_ plan: Plan, with file: String, origin: String) throws {
    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try WholeFile.bytes(of: FilePath(file))
    } catch {
      throw CommandFailure(file, error)
    }
    Terminal.warn(InputTrust.doubts(about: FilePath(file)))
    guard let saved = PlanDocument(json: bytes) else {
      throw CommandFailure(file, "not a plan; write one with apmatrix plan --format json")
    }
    let present = PlanDocument(.plan(plan), origin: origin)
    guard let number = saved.firstDifference(present) else { return }
    throw CommandFailure(
      file,
      "the host or the configuration has changed since: step \(number) differs; nothing was done, "
        + "plan again")
  }
}
