import APModel
import FakeKernel
import Reconcile
import TestSupport
import Testing

/// Hardware leaves while a plan is carried out: at every step, in every way.
@Suite
struct `Hardware that changes under a run` {
  /// When it changes.
  enum Moment: CaseIterable {
    case beforeStep
    /// Between a write and what reads it back.
    case afterWrite
  }

  private static func losses(_ scenario: Scenario) -> [HardwareChange] {
    let queues = scenario.target.guests.flatMap { QueueSet($0.matrix).queues }
      .filter { scenario.kernel.hostQueues.union(scenario.kernel.vfioQueues).contains($0) }
    guard let first = queues.first, let last = queues.last else { return [] }
    return [
      .removeAdapter(first.adapter), .domain(last.domain, false), .configure(last.adapter, false),
      .checkstop(first.adapter, true), .checkstopQueue(last, true), .availableQueue(first, false),
    ]
  }

  @Test(arguments: ["6.1", "6.12", "7.1", "7.1 overrides"])
  func `ends as a plan of the new host would, and nothing is taken back`(kernel: String) {
    var outcomes: [Outcome: Int] = [:]
    for (seed, scenario, plan) in `A write that fails`.cases(kernel, count: Sample.of(4)) {
      for loss in Self.losses(scenario) {
        for step in plan.steps.indices {
          for moment in Moment.allCases {
            let trial = Trial(scenario, plan, loss, step, moment)
            let (outcome, problem) = trial.run()
            outcomes[outcome, default: 0] += 1
            #expect(
              problem == nil,
              """
              seed \(seed), \(loss), step \(step + 1), \(moment)
              \(scenario)
              \(ScenarioChecker.text(plan))
              """)
            if problem != nil { return }
          }
        }
      }
    }
    #expect(outcomes[.wentOn, default: 0] > 100 / Sample.step)
  }

  /// What became of a run.
  enum Outcome: Hashable {
    case untouched
    case wentOn
    /// The new host has no plan, or one that takes more than was agreed to.
    case noWay
  }
}

/// One run under which hardware changes once.
private struct Trial {
  private let plan: Plan
  private let loss: [HostOperation]
  private let step: Int
  private let scenario: Scenario
  private let tree: MemoryTree
  private let violation: () -> String?
  private let moment: `Hardware that changes under a run`.Moment

  init(
    _ scenario: Scenario, _ plan: Plan, _ loss: HardwareChange, _ step: Int,
    _ moment: `Hardware that changes under a run`.Moment
  ) {
    self.scenario = scenario
    self.plan = plan
    self.loss = [.hardware(loss), .scan]
    self.step = step
    self.moment = moment
    let writes = plan.steps[..<step].count { $0.operation.write != nil }
    let late = moment == .afterWrite ? [writes: self.loss] : [:]
    (tree, violation) = ScenarioChecker.guarded(
      scenario.kernel, scenario, lateEvents: late, losing: self.loss)
  }

  func run() -> (`Hardware that changes under a run`.Outcome, String?) {
    let number = plan.steps[step].number
    var isDone = moment == .afterWrite
    let (tree, loss) = (tree, loss)
    let executor = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment) {
      guard case .started(let step) = $0, step.number == number, !isDone else { return }
      isDone = true
      tree.apply(loss)
    }
    let report = executor.run(plan)
    if let broken = violation() { return (.wentOn, broken) }
    return judge(report)
  }

  private func judge(
    _ report: ExecutionReport
  ) -> (`Hardware that changes under a run`.Outcome, String?) {
    guard let failure = report.failure else {
      let outcome: `Hardware that changes under a run`.Outcome =
        report.hardwareChanges.isEmpty ? .untouched : .wentOn
      guard report.recovery == .notNeeded else { return (outcome, "went back") }
      guard let rest = ScenarioChecker.plan(tree, scenario.target)?.plan else {
        return (outcome, "no second plan")
      }
      return (outcome, rest.isEmpty ? nil : "the second plan: \(ScenarioChecker.text(rest))")
    }
    if case .failed(_, let second) = report.recovery {
      return (.noWay, "going back failed: \(second.text)")
    }
    let rest = ScenarioChecker.plan(tree, scenario.target)
    let isBlocked = rest?.plan.map { !$0.consents.isEmpty && !scenario.allowsDisruption } ?? true
    return (.noWay, isBlocked ? nil : failure.text)
  }
}
