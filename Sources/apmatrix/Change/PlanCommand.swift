import APModel
import ArgumentParser
import Reconcile
import Report

/// `apmatrix plan`: what would be done to reach the declared host, and why.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what differs from the configuration, and every step to get there.",
    discussion: """
      Nothing is changed. Exit status: 0 if there is nothing to do, 2 if there are steps, 1 if the \
      declared host can't be reached; then every reason is one line.
      """)

  /// The forms of the report.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
  }

  @OptionGroup var config: ConfigOption
  @OptionGroup var tree: TreeOption

  @Option(help: "The form of the report; json is what apply --plan takes.")
  var format: Format = .table

  @Flag(help: "Read matrix also where an old kernel could overrun its buffer and stop.")
  var insist = false

  func run() throws {
    let configuration = try config.load()
    var changes = ChangeOptions()
    (changes.dryRun, changes.yes, changes.allowDisruption) = (true, false, false)
    changes.insist = insist
    let change = try HostChange(tree, changes, policy: configuration.policy)
    let snapshot = try change.snapshot()
    let planning = try change.planning(Target(configuration), from: snapshot)
    if format == .json {
      Terminal.write([PlanDocument(planning, origin: snapshot.origin).json])
    }
    for obstacle in planning.obstacles { Terminal.complain(obstacle.description) }
    guard let plan = planning.plan else { throw ExitCode(1) }
    if format == .table { Terminal.write(PlanText(plan, style: Terminal.style).lines) }
    if !plan.isEmpty { throw ExitCode(2) }
  }
}
