import APHost
import APModel
import FakeKernel
import Reconcile
import SystemPackage
import TestSupport
import Testing
import Twin

/// An adapter that leaves takes the overrides of its queues along, but not out of the kernel's count: from
/// then on every mask write is refused, until the host is restarted.
@Suite
struct `An override that left with its queue` {
  private static let six = AdapterID(6)

  /// Two guests by overrides, the second on an adapter that has left.
  private static func host(returns: Bool = false) throws -> SmallHost {
    var host = SmallHost("7.1", domains: [4, 0x47])
    let plan = try #require(
      try host.plan(guests, ownership: .driverOverride, changes: true).plan)
    _ = try run(plan, &host)
    host.change(.removeAdapter(six))
    if returns { host.change(.addAdapter(six, type: 14, mode: .cca)) }
    return host
  }

  private static let guests = [
    (SmallHost.web, SmallHost.matrix([5], [4])),
    (SmallHost.database, SmallHost.matrix([6], [0x47])),
  ]

  /// Rehearses and executes, which end alike.
  private static func run(_ plan: Plan, _ host: inout SmallHost) throws -> ExecutionReport {
    let tree = MemoryTree(host.kernel)
    let snapshot = try HostReader(tree, depth: .planning).snapshot()
    let rehearsal = try Twin(of: snapshot, reading: tree).rehearse(plan)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(rehearsal.report.failure?.text == report.failure?.text)
    #expect(rehearsal.report.done == report.done)
    for line in tree.writes { host.write(line.path, line.value) }
    return report
  }

  @Test(arguments: [false, true])
  func `puts masks off, and guests are kept by overrides meanwhile`(returns: Bool) throws {
    var host = try Self.host(returns: returns)
    let grown = [(SmallHost.web, SmallHost.matrix([5], [4, 0x47])), Self.guests[1]]
    let plan = try #require(try host.plan(grown, changes: true).plan)
    #expect(
      plan.later.last
        == "the host: masks can't be written before it is restarted: the kernel still counts the"
        + " driver_override with which 06.0047 (guest g1) left, and refuses; until then queues are"
        + " handed over by driver_override")
    #expect(
      plan.steps.contains {
        $0.operation == .override(APQN(Self.six, DomainID(0x47)), driver: "vfio_ap")
      } == returns)
    #expect(try Self.run(plan, &host).isComplete)
    #expect(host.kernel.mdevs.map(\.matrix) == grown.map(\.1))
    let next = try #require(try host.plan(grown, changes: true).plan)
    // What came back and has its override again shows nothing any more.
    #expect(next.isEmpty == !returns)
  }

  /// Nothing shows it, so the plan begins, and what it did is taken back.
  @Test func `is named where only the refusal shows it, and the run goes back`() throws {
    var host = try Self.host(returns: true)
    let repair = try #require(
      try host.plan(Self.guests, ownership: .driverOverride, changes: true).plan)
    #expect(try Self.run(repair, &host).isComplete)
    host.start(SmallHost.web)
    let plan = try #require(try host.plan(Self.guests, changes: true).plan)
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    let text = try #require(report.failure).reason.text
    #expect(text.contains("only a restart of the host cures that"), "\(text)")
    if case .done = report.recovery {} else { Issue.record("\(report.recovery)") }
    let override = try tree.read("devices/ap/card05/05.0004/driver_override")
    #expect(String(decoding: override, as: UTF8.self) == "vfio_ap\n")
    #expect(tree.kernel.mdevs.map(\.isOpen).contains(true))
  }

  /// To declare `ownership: masks` would clear the other overrides, and the kernel go on to refuse.
  @Test(arguments: [false, true]) func `lets nobody expect masks before a restart`(
    returns: Bool
  ) throws {
    let host = try Self.host(returns: returns)
    let masks = Masks(adapters: AdapterSet.all.subtracting([Self.six]), domains: .all)
    let planning = Planner.plan(from: try host.snapshot, to: SingleChange.masks(masks))
    #expect(planning.obstacles.map(\.rule) == [.otherOwnership])
    let text = try #require(planning.obstacles.first).description
    #expect(text.contains("then restart the host: the kernel still counts"), "\(text)")
    #expect(text.hasSuffix("with which 06.0047 left"), "\(text)")
  }

  @Test func `is no matter for a plan that writes no mask`() throws {
    var host = try Self.host()
    let plan = try #require(try host.plan(Self.guests.map { ($0.0, Matrix()) }, changes: true).plan)
    #expect(plan.later.isEmpty)
    #expect(try Self.run(plan, &host).isComplete)
    #expect(host.kernel.mdevs.map(\.matrix) == [Matrix(), Matrix()])
  }

  @Test func `stands in the way of a single change of masks, with the cure`() throws {
    var host = try Self.host()
    host.write("devices/ap/card05/05.0004/driver_override", "")
    let masks = Masks(
      adapters: AdapterSet.all.subtracting([AdapterID(5), Self.six]), domains: .all)
    let planning = Planner.plan(from: try host.snapshot, to: SingleChange.masks(masks))
    #expect(planning.obstacles.map(\.rule) == [.otherOwnership])
    let text = try #require(planning.obstacles.first).description
    #expect(text.contains("driver_override with which 06.0047 left"), "\(text)")
    #expect(text.hasSuffix("; restart the host, which alone cures that"), "\(text)")
  }

  /// No queue has an override any more, but by masks nothing could be handed over.
  @Test func `lets a single change go on by overrides`() throws {
    var host = try Self.host()
    let remove = Planner.plan(
      from: try host.snapshot, to: SingleChange.remove(SmallHost.web, on: try host.snapshot))
    _ = try Self.run(try #require(remove.plan), &host)
    host.write("devices/ap/card05/05.0004/driver_override", "")
    let snapshot = try host.snapshot
    #expect(snapshot.queues.allSatisfy { $0.driverOverride == nil })
    let target = SingleChange.create(
      SmallHost.web, name: "g0", SmallHost.matrix([5], [0x47]), on: snapshot)
    let plan = try #require(Planner.plan(from: snapshot, to: target).plan)
    #expect(try Self.run(plan, &host).isComplete)
    let guest = host.kernel.mdevs.first { $0.uuid == SmallHost.web }
    #expect(guest?.shadow.queueCount == 1)
  }

  /// The masks still reserve what the guest keeps, so that it can't be written as a whole.
  @Test func `is not mistaken for one that was cleared, and such a guest shrinks by single writes`()
    throws
  {
    var host = SmallHost("7.1", domains: [4, 0x47])
    let both = [(SmallHost.web, SmallHost.matrix([5], [4, 0x47]))]
    let plan = try #require(try host.plan(both, ownership: .driverOverride, changes: true).plan)
    #expect(try Self.run(plan, &host).isComplete)
    for queue in ["05.0004", "05.0047"] {
      host.write("devices/ap/card05/\(queue)/driver_override", "")
    }
    let less = [(SmallHost.web, SmallHost.matrix([5], [4]))]
    let way = try #require(try host.plan(less, changes: true).plan)
    #expect(way.later.isEmpty)
    #expect(try Self.run(way, &host).isComplete)
    #expect(host.kernel.mdevs.first?.shadow == SmallHost.matrix([5], [4]))
  }

  /// Nobody could see the leak, so masks were planned; what was kept for vfio_ap without a driver is not the host's
  /// afterwards.
  @Test func `leaves an override that kept a queue from the host where masks are refused`() throws {
    let kept = "devices/ap/card05/05.0004/driver_override"
    var host = SmallHost("7.1", domains: [4, 0x47])
    host.write(kept, "vfio_ap")
    host.write("bus/ap/drivers/cex4queue/unbind", "05.0004")
    host.write("devices/ap/card06/06.0004/driver_override", "vfio_ap")
    host.change(.removeAdapter(Self.six))
    host.change(.addAdapter(Self.six, type: 14, mode: .cca))
    let plan = try #require(
      try host.plan([(SmallHost.web, SmallHost.matrix([6], [0x47]))], changes: true).plan)
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.failure?.text.contains("EINVAL") == true, "\(report)")
    #expect(String(decoding: try tree.read(kept), as: UTF8.self) == "vfio_ap\n")
    #expect(!tree.kernel.hostQueues.contains(APQN(AdapterID(5), DomainID(4))))
  }
}
