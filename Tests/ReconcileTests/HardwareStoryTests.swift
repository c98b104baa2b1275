import APModel
import FakeKernel
import Testing

@testable import Reconcile

/// What a run says of hardware that changed under it.
extension `Hardware that changes under a run` {
  private static let six = AdapterID(6)
  private static let four = DomainID(4)

  /// The story of a trial on a real host: adapter 06 goes just before the result is read back.
  @Test(arguments: [
    (HardwareChange.removeAdapter(six), "adapter 06 has left the host's configuration", true),
    (.domain(four, false), "domain 0004 has left the host's configuration", true),
    (.configure(six, false), "adapter 06 is configured off", false),
    (.checkstop(six, true), "adapter 06 is checkstopped", false),
    (.checkstopQueue(APQN(six, DomainID(0xab)), true), "queue 06.00ab is checkstopped", false),
    (.availableQueue(APQN(six, four), false), "06.0004 has left", true),
  ])
  func `is told by its name, with what the guest waits for`(
    loss: HardwareChange, words: String, isGone: Bool
  ) throws {
    let host = SmallHost("7.1")
    let wanted = SmallHost.matrix([5, 6], [4, 0xab])
    let plan = try #require(try host.plan([(SmallHost.web, wanted)]).plan)
    let tree = MemoryTree(host.kernel)
    let executor = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment) {
      guard case .started(let step) = $0, step.number == plan.steps.count else { return }
      tree.apply([.hardware(loss), .scan])
    }
    let report = executor.run(plan)
    #expect(report.failure == nil)
    #expect(report.recovery == .notNeeded)
    #expect(tree.kernel.mdevs.first?.matrix == wanted)
    // The kernel passes on what does not answer: nothing is missing, and nothing waits.
    #expect(report.hardwareChanges == (isGone ? [words] : []))
    #expect(report.later.count == (isGone ? 1 : 0))
    let after = try SmallHost.planned(tree, plan.wanted)
    #expect(after.isEmpty && after.later == (isGone ? report.later : []))
    #expect(PlanHardware(try host.snapshot).changes(to: after.hardware) == [words])
  }

  /// Each adapter leaves just before its queue would be handed over.
  @Test(arguments: [(8, true), (9, false), (11, false)])
  func `is followed for eight changes, and then no further`(losses: Int, isFollowed: Bool) throws {
    let adapters: [UInt8] = Array(1...12)
    let host = SmallHost("7.1 overrides", adapters: adapters, domains: [4])
    let wanted = SmallHost.matrix(adapters, [4])
    let plan = try #require(
      try host.plan([(SmallHost.web, wanted)], ownership: .driverOverride).plan)
    let tree = MemoryTree(host.kernel)
    var lost: [AdapterID] = []
    let executor = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment) {
      guard case .started(let step) = $0, case .override(let queue, _) = step.operation,
        lost.count < losses, !lost.contains(queue.adapter)
      else { return }
      lost.append(queue.adapter)
      tree.apply([.hardware(.removeAdapter(queue.adapter)), .scan])
    }
    let report = executor.run(plan)
    #expect(lost.count == min(losses, 9))
    #expect(
      report.hardwareChanges
        == lost.prefix(8).map { "adapter \($0) has left the host's configuration" })
    #expect((report.failure == nil) == isFollowed)
    let left = Set(adapters.map { AdapterID($0) }).subtracting(lost)
    // What was reached is kept or taken back as a whole; nobody's queues are left behind.
    let owners = left.map { tree.kernel.vfioQueues.contains(APQN($0, Self.four)) }
    #expect(owners.allSatisfy { $0 == isFollowed })
  }

  @Test func `ends a run that is to do exactly one plan`() throws {
    let host = SmallHost("7.1")
    let plan = try #require(
      try host.plan([(SmallHost.web, SmallHost.matrix([5, 6], [4, 0xab]))]).plan)
    let tree = MemoryTree(host.kernel)
    var environment = ScenarioChecker.environment
    environment.plansAgain = false
    let executor = Executor(tree: tree, lock: nil, environment: environment) {
      guard case .started(let step) = $0, step.number == plan.steps.count else { return }
      tree.apply([.hardware(.removeAdapter(Self.six)), .scan])
    }
    let report = executor.run(plan)
    #expect(report.failure?.step == plan.steps.last)
    #expect(report.hardwareChanges.isEmpty)
    // It has all that it should have, so that nothing is better without it.
    #expect(tree.kernel.mdevs.first?.matrix == plan.target.guests.first?.matrix)
  }
}
