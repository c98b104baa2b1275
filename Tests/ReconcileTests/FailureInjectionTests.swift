import APHost
import APModel
import FakeKernel
import Reconcile
import SystemPackage
import TestSupport
import Testing

/// Every write of many plans fails in turn, in every way that a kernel can make it fail.
@Suite
struct `A write that fails` {
  private static let errnos: [Errno] = [
    .notPermitted, .noSuchFileOrDirectory, .interrupted, .ioError, .resourceTemporarilyUnavailable,
    .noMemory, .permissionDenied, .resourceBusy, .fileExists, .operationNotSupportedByDevice,
    .invalidArgument, .outOfRange, Errno(rawValue: 87), .addressInUse, .addressNotAvailable,
  ]

  /// Cases with a plan of some length, the same for every run.
  static func cases(_ kernel: String, count: Int) -> [(seed: UInt64, Scenario, Plan)] {
    var result: [(seed: UInt64, Scenario, Plan)] = []
    var seed: UInt64 = 50_000
    while result.count < count {
      seed += 1
      var generator = ScenarioGenerator(seed: seed, kernel: kernel)
      let scenario = generator.scenario()
      let tree = MemoryTree(scenario.kernel, used: scenario.used)
      guard let plan = ScenarioChecker.plan(tree, scenario.target)?.plan, plan.steps.count > 4,
        scenario.allowsDisruption || plan.consents.isEmpty
      else { continue }
      result.append((seed, scenario, plan))
    }
    return result
  }

  private static func writeCount(_ plan: Plan) -> Int {
    plan.steps.count { $0.operation.write != nil }
  }

  @Test(arguments: ["6.1", "6.12", "7.1", "7.1 overrides"])
  func `is never reported as done, and leaves no host worse than before`(kernel: String) {
    for (seed, scenario, plan) in Self.cases(kernel, count: Sample.of(12)) {
      let host = scenario.kernel
      for number in 0..<Self.writeCount(plan) {
        for errno in Self.errnos {
          let problem = Self.problem(plan, scenario, host, [number: .errno(errno)])
          #expect(problem == nil, "seed \(seed), write \(number), \(errno)\n\(scenario)")
          if problem != nil { return }
        }
      }
    }
  }

  @Test(arguments: ["6.1", "6.12", "7.1", "7.1 overrides"])
  func `without any effect is found by reading back`(kernel: String) {
    for (seed, scenario, plan) in Self.cases(kernel, count: Sample.of(25)) {
      let host = scenario.kernel
      for number in 0..<Self.writeCount(plan) {
        let problem = Self.problem(plan, scenario, host, [number: .noEffect])
        #expect(problem == nil, "seed \(seed), write \(number)\n\(scenario)")
        if problem != nil { return }
      }
    }
  }

  /// What is wrong after an execution in which a write failed; nil if all is well.
  private static func problem(
    _ plan: Plan, _ scenario: Scenario, _ host: FakeKernel, _ faults: [Int: MemoryTree.Fault]
  ) -> String? {
    let (tree, violation) = ScenarioChecker.guarded(host, scenario, faults: faults)
    let executor = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment)
    let report = executor.run(plan)
    if let broken = violation() { return broken }
    guard let failure = report.failure else { return "a failure was reported as success" }
    guard let write = failure.step.operation.write else { return "another step failed" }
    if !failure.text.contains(write.path) { return "\(failure.text) does not name \(write.path)" }
    if case .failed(_, let second) = report.recovery { return "going back failed: \(second.text)" }
    if let worse = worse(host, tree.kernel, plan.target) { return worse + "\n\(report.recovery)" }
    return convergence(tree, scenario)
  }

  /// Whether somebody lost something that nobody got.
  static func worse(
    _ before: FakeKernel, _ after: FakeKernel, _ target: Target
  ) -> String? {
    for guest in target.guests {
      let old = before.mdevs.first { $0.uuid == guest.uuid }
      let new = after.mdevs.first { $0.uuid == guest.uuid }
      guard new?.matrix != guest.matrix else { continue }
      guard let old else {
        if new != nil { return "\(guest.name) was left half made" }
        continue
      }
      // A detached mdev has nothing to lose.
      guard old.phase == .bound else { continue }
      guard let new else { return "\(guest.name) is gone" }
      // What another guest has got meanwhile is not lost.
      let taken = after.mdevs.filter { $0.uuid != guest.uuid }
        .reduce(QueueSet()) { $0.union(QueueSet($1.matrix)) }
      let lost = QueueSet(old.shadow).subtracting(taken).subtracting(QueueSet(new.shadow))
      if !lost.isEmpty { return "\(guest.name) lost \(lost.queues) to nobody" }
    }
    return nil
  }

  static func convergence(_ tree: MemoryTree, _ scenario: Scenario) -> String? {
    guard let plan = ScenarioChecker.plan(tree, scenario.target)?.plan else {
      return "no plan after the failure"
    }
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    return report.failure?.text ?? ScenarioChecker.finished(tree, scenario, plan)
  }

  @Test(arguments: ["6.1", "6.12", "7.1", "7.1 overrides"])
  func `because it blocks is given up, and the lock is given back`(kernel: String) throws {
    let scratch = try ScratchDirectory()
    let path = scratch.path.appending("s390apconfig.lock")
    var givenUp = 0
    for (seed, scenario, plan) in Self.cases(kernel, count: Sample.of(2)) {
      for number in 0..<min(3, Self.writeCount(plan)) {
        let gate = Gate()
        defer { gate.open() }
        let (tree, violation) = ScenarioChecker.guarded(
          scenario.kernel, scenario, faults: [number: .blocks(gate)])
        var environment = ScenarioChecker.environment
        environment.writeDeadline = 0.2
        let lock = HostLock(path: path)
        let report = Executor(tree: tree, lock: lock, environment: environment).run(plan)
        #expect(violation() == nil, "seed \(seed)")
        #expect(TextFile.names(scratch.path).isEmpty, "the lock is still there")
        // A machine that stands still for so long gives another write up, and that one returns.
        guard gate.isHolding else { continue }
        givenUp += 1
        guard case .blocked = report.failure?.reason, case .impossible = report.recovery else {
          Issue.record("seed \(seed), write \(number): went on while the kernel was at work")
          continue
        }
      }
    }
    #expect(givenUp > 0)
  }
}
