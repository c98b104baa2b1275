import APModel
import ArgumentParser
import Reconcile
import Report
import Twin

/// `apmatrix plan`: what would be done to reach the declared host, and why.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what differs from the configuration, and every step to get there.",
    discussion: """
      Nothing is changed. Exit status: 0 if there is nothing to do, 2 if there are steps, 1 if the \
      declared host can't be reached, then every reason is one line, or if a host without a \
      difference could not be read as a whole.

      With --rehearse every step is done on a twin of the host: what would be refused and why, the \
      host afterwards, and what guests are without in between. A rehearsal that ends otherwise than \
      planned ends with 1.
      """)

  /// The forms of the report.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
    case html
  }

  @OptionGroup var config: ConfigOption
  @OptionGroup var tree: TreeOption
  @OptionGroup var boot: BootFileOptions

  @Option(help: "The form of the report; json is what apply --plan takes, html rehearses.")
  var format: Format = .table

  @Flag(help: "Play the plan on a twin of the host in memory, and show how that ends.")
  var rehearse = false

  @Flag(help: "Read matrix also where an old kernel could overrun its buffer and stop.")
  var insist = false

  func validate() throws { try boot.expectBothOrNone(on: tree) }

  func run() throws {
    let configuration = try config.load()
    let change = try HostChange(
      tree, .lookingOnly(insist: insist), policy: configuration.policy)
    let snapshot = try change.snapshot()
    let (planning, judged) = try change.planning(Target(configuration), from: snapshot)
    let rehearsed = planning.plan.flatMap { plan in
      (rehearse || format == .html) && !plan.isEmpty ? change.rehearse(plan, of: judged) : nil
    }
    let differences = boot.differences(configuration, judged, on: tree)
    let silent = planning.plan?.silentQueues(on: judged) ?? []
    let notes = planning.plan?.notes(on: judged) ?? []
    if format == .json {
      var document = document(planning, rehearsed, origin: snapshot.origin)
      document.nextBoot = differences
      document.unanswering = silent.map(\.sentence)
      document.notes = notes.map(\.sentence)
      Terminal.write([document.json])
    }
    for line in judged.unreadLines { Terminal.complain(line) }
    for obstacle in planning.obstacles { Terminal.complain(obstacle.description) }
    guard let plan = planning.plan else { throw ExitCode(1) }
    let style = format == .table ? Terminal.style : .plain
    let lines =
      PlanText(
        plan, silent: silent, notes: notes, isWhole: judged.isComplete,
        allowsDisruption: configuration.policy.disruption == .allow, style: style
      ).lines
      + NextBootText(differences ?? [], style: style).lines + ending(rehearsed, style)
    switch format {
    case .table: Terminal.write(lines)
    case .html: Terminal.write(page(lines, rehearsed, snapshot).text)
    case .json: break
    }
    if let rehearsed, (try? rehearsed.get())?.isAsPlanned != true { throw ExitCode(1) }
    if !plan.isEmpty { throw ExitCode(2) }
    if !judged.isComplete { throw ExitCode(1) }
  }

  private func document(
    _ planning: Planning, _ rehearsed: Result<Rehearsal, TwinRefusal>?, origin: String
  ) -> PlanDocument {
    var document = PlanDocument(planning, origin: origin)
    switch rehearsed {
    case .success(let rehearsal): document.rehearsal = RehearsalDocument(rehearsal)
    case .failure(let refusal): document.rehearsal = RehearsalDocument(refusal)
    case nil: break
    }
    return document
  }

  /// The plan with the host as it is, and as its twin is afterwards.
  private func page(
    _ lines: [String], _ rehearsed: Result<Rehearsal, TwinRefusal>?, _ host: HostSnapshot
  ) -> TextPage {
    let sides = rehearsed.flatMap { try? $0.get() }.map { ($0.before, $0.after) }
    return TextPage(
      "Plan for AP host \(host.origin)", lines: lines,
      before: sides.map { ("Before", StatusView(HostAnalysis($0.0))) },
      after: sides.map { ("Afterwards", StatusView(HostAnalysis($0.1))) })
  }

  /// How the rehearsal went; nothing if there was none.
  private func ending(
    _ rehearsed: Result<Rehearsal, TwinRefusal>?, _ style: Style
  ) -> [String] {
    switch rehearsed {
    case .success(let rehearsal): RehearsalText(rehearsal, style: style).lines
    case .failure(let refusal): RehearsalText.lines(refusal, style: style)
    case nil: []
    }
  }
}
