import Reconcile
import Synchronization
import Testing

/// The same plans, told to stop before each of their steps.
extension `A write that fails` {
  /// As after a refusal: what would be worse half done is taken back, the rest is for the next run.
  @Test(arguments: ["6.1", "6.12", "7.1", "7.1 overrides"])
  func `or is not begun because the run is told to stop, leaves no host worse`(kernel: String) {
    for (seed, scenario, plan) in Self.cases(kernel, count: 12) {
      for step in plan.steps.indices {
        let problem = Self.problem(plan, scenario, stopsAt: step)
        #expect(problem == nil, "seed \(seed), step \(step)\n\(scenario)")
        if problem != nil { return }
      }
    }
  }

  /// What is wrong after an execution that was told to stop when it asked for the nth time.
  private static func problem(
    _ plan: Plan, _ scenario: Scenario, stopsAt number: Int
  ) -> String? {
    let host = scenario.kernel
    let (tree, violation) = ScenarioChecker.guarded(host, scenario, faults: [:])
    var environment = ScenarioChecker.environment
    let questions = Questions()
    environment.isStopped = { questions.next() > number }
    let report = Executor(tree: tree, lock: nil, environment: environment).run(plan)
    if let broken = violation() { return broken }
    guard let failure = report.failure else { return "went on to the end" }
    guard failure.reason == .stopped else { return failure.text }
    if failure.step != plan.steps[report.done.count] { return "a step was passed over" }
    if report.done.count + 1 + report.notBegun.count != plan.steps.count { return "lost a step" }
    if case .failed(_, let second) = report.recovery { return "going back failed: \(second.text)" }
    if let worse = worse(host, tree.kernel, plan.target) { return worse + "\n\(report.recovery)" }
    return convergence(tree, scenario)
  }

  /// How often an execution has asked whether it shall stop.
  private final class Questions: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
  }
}
