import APHost
import APModel
import Glibc
import Reconcile
import Sysfs
import TestSupport
import Testing

@testable import FakeKernel
@testable import Twin

/// Random hosts and configurations: what the twin of a host tells of a plan, held against an independent
/// fake host that carries the plan out.
@Suite
struct `A rehearsal` {
  /// Cases for each kernel; APMATRIX_REHEARSALS asks for more.
  private static let cases =
    getenv("APMATRIX_REHEARSALS").flatMap { UInt64(String(cString: $0)) } ?? 100

  private static let kernels = ["6.1", "6.12", "7.1", "7.1 overrides"]

  /// A plan on the twin, and the same plan on the host.
  private struct Case {
    let rehearsal: Rehearsal
    let real: ExecutionReport
    /// The host as it is read afterwards.
    let after: HostSnapshot
  }

  /// Every second plan is older than the host: then writes are refused and steps don't begin.
  @Test(arguments: kernels)
  func `ends as the run on the host does, step by step`(kernel: String) throws {
    var ends: [String: Int] = [:]
    for seed in 1...Self.cases {
      var generator = ScenarioGenerator(seed: seed + 40_000, kernel: kernel)
      let scenario = generator.scenario()
      guard let plan = Self.plan(scenario), !plan.isEmpty else { continue }
      var host = Self.host(scenario)
      var random = SeededGenerator(seed: seed)
      if seed % 2 == 0 { _ = host.apply(`A change that somebody else made`.event(&random)) }
      guard host.crash == nil, let found = try Self.run(plan, host) else { continue }
      let (twin, real) = (found.rehearsal.report, found.real)
      let differences = ShownState(found.after).differences(from: ShownState(found.rehearsal.after))
      let isAlike =
        Self.words(twin) == Self.words(real) && twin.done == real.done
        && twin.recovery == real.recovery && differences.isEmpty
      #expect(
        isAlike,
        """
        seed \(seed)
        \(scenario)
        \(ScenarioChecker.text(plan))
        twin: \(Self.words(twin)), host: \(Self.words(real))
        \(differences)
        """)
      guard isAlike else { return }
      ends[Self.kind(real), default: 0] += 1
    }
    print("\(kernel): \(ends)")
    #expect(ends.count > 1 && ends["done", default: 0] > Int(Self.cases) / 5, "\(ends)")
  }

  /// Writes that nobody planned: a twin refuses them as the host does, errno for errno.
  @Test(arguments: kernels)
  func `is on a twin that answers any write as its host does`(kernel: String) throws {
    var answers: [String: Int] = [:]
    for seed in 1...Self.cases {
      var generator = ScenarioGenerator(seed: seed + 20_000, kernel: kernel)
      let tree = MemoryTree(Self.host(generator.scenario()))
      let twin = try Twin(of: try Self.snapshot(tree), reading: tree)
      // Overrides that left with their queues stay counted, and nothing shows how many.
      guard twin.kernel.bus.overrideCount == tree.kernel.bus.overrideCount else {
        answers["hidden", default: 0] += 1
        continue
      }
      var random = SeededGenerator(seed: seed)
      for number in 0..<20 where tree.kernel.crash == nil {
        let event = `A change that somebody else made`.event(&random)
        guard case .write(let path, let value) = event else { continue }
        let results = [tree as any SysfsTree, twin.tree].map { tree in
          do throws(SysfsError) {
            try tree.write(path, value)
            return "OK"
          } catch {
            return error.errno.map { ErrnoName.text($0) } ?? "\(error)"
          }
        }
        #expect(results[0] == results[1], "seed \(seed), write \(number): \(event)")
        answers[results[0], default: 0] += 1
      }
      #expect((twin.kernel.crash == nil) == (tree.kernel.crash == nil), "seed \(seed)")
      guard tree.kernel.crash == nil else { continue }
      let ends = [ShownState(try Self.snapshot(tree)), ShownState(try twin.snapshot())]
      #expect(ends[0].differences(from: ends[1]) == [], "seed \(seed)")
    }
    print("\(kernel): \(answers)")
    #expect(answers.count > 3, "\(answers)")
  }

  /// What others do during the run is no success that the twin foretold, unless the host is as foretold.
  @Test(arguments: kernels)
  func `is not confirmed by a run that left another host`(kernel: String) throws {
    var disturbed = 0
    for seed in 1...Self.cases {
      var generator = ScenarioGenerator(seed: seed + 70_000, kernel: kernel)
      let scenario = generator.scenario()
      guard let plan = Self.plan(scenario), !plan.isEmpty else { continue }
      var random = SeededGenerator(seed: seed)
      let event = `A change that somebody else made`.event(&random)
      let place = Int.random(in: 0..<plan.steps.count, using: &random)
      guard
        let found = try Self.run(plan, Self.host(scenario), events: [place: [event]]),
        found.rehearsal.isAsPlanned, found.real.isComplete
      else { continue }
      let isForetold =
        Self.guests(found.after) == Self.guests(found.rehearsal.after)
        && Self.drivers(found.after) == Self.drivers(found.rehearsal.after)
        && found.after.bus.adapterMask == found.rehearsal.after.bus.adapterMask
        && found.after.bus.domainMask == found.rehearsal.after.bus.domainMask
      if !isForetold { disturbed += 1 }
      let told = found.rehearsal.differences(from: found.real, leaving: found.after)
      #expect(told.isEmpty == isForetold, "\(seed)\n\(scenario)\n\(event) before \(place)\n\(told)")
    }
    print("\(kernel): \(disturbed) runs were disturbed unnoticed but for the comparison")
    #expect(disturbed > 0)
  }

  /// The host, with requests in the counters of what it has used.
  private static func host(_ scenario: Scenario) -> FakeKernel {
    var kernel = scenario.kernel
    for queue in scenario.used.queues { _ = kernel.apply(.requests(queue, sent: 7, pending: 0)) }
    return kernel
  }

  private static func plan(_ scenario: Scenario) -> Plan? {
    ScenarioChecker.plan(MemoryTree(host(scenario)), scenario.target)?.plan
  }

  /// Rehearses and runs; nil where the kernel dies of it.
  private static func run(
    _ plan: Plan, _ host: FakeKernel, events: [Int: [HostOperation]] = [:]
  ) throws -> Case? {
    let tree = MemoryTree(host, events: events)
    let rehearsal = try Twin(of: try snapshot(tree), reading: tree).rehearse(plan)
    var environment = ScenarioChecker.environment
    environment.isOpen = { uuid in tree.kernel.mdevs.first { $0.uuid == uuid }?.isOpen }
    let real = Executor(tree: tree, lock: nil, environment: environment).run(plan)
    guard tree.kernel.crash == nil else { return nil }
    return Case(rehearsal: rehearsal, real: real, after: try snapshot(tree))
  }

  /// The host as a command reads it, with what asking the VFIO groups tells.
  private static func snapshot(_ tree: MemoryTree) throws -> HostSnapshot {
    var snapshot = try HostReader(tree, depth: .planning).snapshot()
    for place in snapshot.mdevs.indices where snapshot.mdevs[place].isInUse == nil {
      let uuid = snapshot.mdevs[place].uuid
      snapshot.mdevs[place].isInUse = tree.kernel.mdevs.first { $0.uuid == uuid }?.isOpen
    }
    return snapshot
  }

  /// How a run ended, without the time for which it waited.
  private static func words(_ report: ExecutionReport) -> String {
    guard let failure = report.failure else { return "done" }
    if case .notBound(let queues, _) = failure.reason {
      return "step \(failure.step.number): not bound \(queues.queues)"
    }
    return failure.text
  }

  private static func kind(_ report: ExecutionReport) -> String {
    switch report.failure?.reason {
    case nil: "done"
    case .refused(_, let errno, _): "refused, \(errno)"
    case .changed: "changed"
    case .notBound: "not bound"
    case .guestLacks: "guest lacks"
    case .withoutEffect: "without effect"
    default: "otherwise"
    }
  }

  /// Where autoprobe is off, what a rival's mask write binds stays where it is when the mask is as before.
  private static func drivers(_ snapshot: HostSnapshot) -> [APQN: String?] {
    Dictionary(uniqueKeysWithValues: snapshot.queues.map { ($0.id, $0.driver) })
  }

  private static func guests(_ snapshot: HostSnapshot) -> [String: Matrix?] {
    Dictionary(uniqueKeysWithValues: snapshot.mdevs.map { ($0.uuid, $0.assigned) })
  }
}
