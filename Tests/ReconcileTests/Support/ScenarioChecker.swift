import APHost
import APModel
import FakeKernel
import Reconcile
import Synchronization
import Sysfs
import TestSupport

/// Holds one case against everything that must be true of plans and of their execution.
enum ScenarioChecker {
  /// What became of a case that broke no rule.
  enum Outcome: Hashable {
    case unreachable
    case needsConsent
    case nothingToDo
    case reached
  }

  enum Verdict {
    case passed(Outcome)
    case failed(String)
  }

  static func check(_ scenario: Scenario) -> Verdict {
    let host = scenario.kernel
    let tree = MemoryTree(host, used: scenario.used)
    if let crash = tree.kernel.crash { return .failed("the history crashed the kernel: \(crash)") }
    guard let planning = plan(tree, scenario.target) else { return .failed("nothing to read") }
    if !tree.writes.isEmpty { return .failed("planning wrote \(tree.writes)") }
    guard let plan = planning.plan else {
      return planning.obstacles.isEmpty ? .failed("no plan and no reason") : .passed(.unreachable)
    }
    if !scenario.allowsDisruption, !plan.consents.isEmpty { return .passed(.needsConsent) }
    if plan.isEmpty {
      return finished(tree, scenario, plan).map(Verdict.failed) ?? .passed(.nothingToDo)
    }
    if let problem = run(plan, host, scenario) { return .failed(problem) }
    if let problem = cuts(plan, host, scenario) { return .failed(problem) }
    return .passed(.reached)
  }

  static func plan(_ tree: MemoryTree, _ target: Target) -> Planning? {
    guard let snapshot = try? HostReader(tree, depth: .full).snapshot() else { return nil }
    return Planner.plan(from: snapshot, to: target)
  }

  /// A tree that remembers the first rule that was broken.
  ///
  /// - Parameter loss: hardware that leaves at some time, and what goes with it.
  static func guarded(
    _ host: FakeKernel, _ scenario: Scenario, faults: [Int: MemoryTree.Fault] = [:],
    events: [Int: [HostOperation]] = [:], lateEvents: [Int: [HostOperation]] = [:],
    losing loss: [HostOperation] = []
  ) -> (tree: MemoryTree, violation: () -> String?) {
    // What hardware takes is nobody's fault.
    var least = host
    for operation in loss { _ = least.apply(operation) }
    let rules = SafetyRules(least, scenario)
    let violation = Violation()
    let tree = MemoryTree(
      host, used: scenario.used, faults: faults, events: events, lateEvents: lateEvents
    ) {
      kernel, write in
      violation.note(rules.violation(kernel).map { "after \(write): \($0)" })
    }
    return (tree, { violation.first })
  }

  private final class Violation: Sendable {
    private let value = Mutex<String?>(nil)

    var first: String? { value.withLock { $0 } }

    func note(_ text: String?) {
      guard let text else { return }
      value.withLock { if $0 == nil { $0 = text } }
    }
  }

  static var environment: ExecutionEnvironment {
    var environment = ExecutionEnvironment()
    environment.sleep = { _ in }
    // Nothing here blocks, and a thread for each write would be most of a test's time.
    environment.writeDeadline = .infinity
    return environment
  }

  private static func run(_ plan: Plan, _ host: FakeKernel, _ scenario: Scenario) -> String? {
    let (tree, violation) = guarded(host, scenario)
    let report = Executor(tree: tree, lock: nil, environment: environment).run(plan)
    if let broken = violation() { return broken + "\n" + text(plan) }
    if let failure = report.failure { return failure.text + "\n" + text(plan) }
    return finished(tree, scenario, plan).map { $0 + "\n" + text(plan) }
  }

  /// What a plan leads to is there, and a second plan has nothing to do.
  static func finished(_ tree: MemoryTree, _ scenario: Scenario, _ done: Plan) -> String? {
    let kernel = tree.kernel
    for guest in done.target.guests {
      let mdev = kernel.mdevs.first { $0.uuid == guest.uuid }
      if mdev?.matrix != guest.matrix { return "guest \(guest.name) is not as declared" }
    }
    guard let second = plan(tree, scenario.target) else { return "nothing to read at the end" }
    guard let plan = second.plan else {
      return "no second plan: \(second.obstacles.map(\.description))"
    }
    if plan.isEmpty { return scenario.target.newQueues == .hold ? notHeld(tree) : nil }
    let isLast = plan.steps.allSatisfy(\.holds)
    guard scenario.target.newQueues == .hold, isLast, !done.steps.contains(where: \.holds) else {
      return "the second plan is not empty: \(text(plan))"
    }
    // New queues are held once all else is as it should be.
    let report = Executor(tree: tree, lock: nil, environment: environment).run(plan)
    return report.failure?.text ?? finished(tree, scenario, plan)
  }

  /// Whether new queues are not held; without a queue nothing shows whether queues have an override.
  private static func notHeld(_ tree: MemoryTree) -> String? {
    let names = ((try? tree.list("bus/ap/devices")) ?? []).map(\.name)
    guard names.contains(where: { APQN(name: $0) != nil }) else { return nil }
    return (try? tree.text("bus/ap/drivers_autoprobe")) == "0" ? nil : "new queues are not held"
  }

  /// A run that was killed after some write converges with the next.
  private static func cuts(_ plan: Plan, _ host: FakeKernel, _ scenario: Scenario) -> String? {
    let count = plan.steps.count { $0.operation.write != nil }
    guard count > 1 else { return nil }
    var random = SeededGenerator(seed: UInt64(count) &+ UInt64(scenario.history.count))
    for cut in [Int.random(in: 1..<count, using: &random)] {
      let (tree, violation) = guarded(host, scenario)
      for step in plan.steps.lazy.filter({ $0.operation.write != nil }).prefix(cut) {
        guard let write = step.operation.write else { continue }
        try? tree.write(write.path, line: write.value)
      }
      guard let rest = Self.plan(tree, scenario.target)?.plan else {
        return "no plan after a cut at \(cut)\n" + text(plan)
      }
      let report = Executor(tree: tree, lock: nil, environment: environment).run(rest)
      let problem = violation() ?? report.failure?.text ?? finished(tree, scenario, rest)
      if let problem {
        return "after a cut at \(cut): \(problem)\n\(text(plan))\nthen\n\(text(rest))"
      }
    }
    return nil
  }

  static func text(_ plan: Plan) -> String {
    plan.steps.map { step in
      "\(step.number). \(step.operation.write.map(\.description) ?? "\(step.operation)")"
        + step.effects.map { "; \($0.text)" }.joined()
    }.joined(separator: "\n")
  }
}

extension PlanStep {
  /// Whether it begins to hold new queues.
  fileprivate var holds: Bool { operation == .autoprobe(false) }
}
