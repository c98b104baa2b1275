import APHost
import APModel
import Reconcile
import TestSupport
import Testing

@testable import FakeKernel

/// Cards and queues of the host that no driver has: drift like any other.
@Suite
struct `A queue of the host without a driver` {
  private static func run(_ host: SmallHost, _ plan: Plan) -> FakeKernel {
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete, "\(String(describing: report.failure))")
    return tree.kernel
  }

  private static let queue = APQN(AdapterID(5), DomainID(0x47))

  private static func host(_ kernel: String) -> SmallHost {
    var host = SmallHost(kernel)
    host.write("bus/ap/drivers/cex4queue/unbind", "05.0047")
    return host
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `is probed, also where the masks are derived`(kernel: String) throws {
    let host = Self.host(kernel)
    let plan = try #require(try host.plan([]).plan)
    #expect(plan.steps.map(\.operation) == [.probe(Self.queue, driver: DriverName.hostQueue)])
    #expect(plan.steps.first?.reason == "05.0047 is the host's and has no driver")
    #expect(plan.consents.isEmpty)
    #expect(Self.run(host, plan).hostQueues.count == 8)
  }

  @Test(arguments: [Ownership.masks, .driverOverride])
  func `is probed after its card`(ownership: Ownership) throws {
    var host = Self.host("7.1")
    host.write("bus/ap/drivers/cex4card/unbind", "card05")
    let plan = try #require(try host.plan([], ownership: ownership).plan)
    #expect(
      plan.steps.map(\.operation) == [
        .probeCard(AdapterID(5)), .probe(Self.queue, driver: DriverName.hostQueue),
      ])
    let kernel = Self.run(host, plan)
    #expect(kernel.crash == nil && kernel.hostQueues.count == 8)
  }

  /// Whoever asked for one change did not ask for another.
  @Test func `is no matter of a single change`() throws {
    let host = Self.host("7.1")
    #expect(try host.plan([], reservation: .asNeeded).plan?.isEmpty == true)
  }

  /// Any mask write would probe the queue, and crash the kernel.
  @Test func `makes a single change bind the card first`() throws {
    var host = Self.host("7.1")
    host.write("bus/ap/drivers/cex4card/unbind", "card05")
    let guest = (SmallHost.web, SmallHost.matrix([6], [4]))
    let plan = try #require(try host.plan([guest], reservation: .asNeeded).plan)
    #expect(plan.steps.first?.operation == .probeCard(AdapterID(5)))
    #expect(Self.run(host, plan).crash == nil)
  }

  /// cex4queue takes CEX4 (hwtype 10) and later: no probe binds an older card's queue, and no write crashes.
  @Test func `is left alone where the driver of its type is not loaded`() throws {
    var host = SmallHost("6.1", type: 9)
    #expect(try host.plan([]).plan?.steps.map(\.operation) == [])
    let masks = HostReservation.masks(
      adapters: .all.subtracting([AdapterID(5)]), domains: .all)
    let plan = try #require(try host.plan([], reservation: masks).plan)
    #expect(plan.steps.count == 1)
    #expect(Self.run(host, plan).crash == nil)
    host.write("bus/ap/apmask", "-5")
    let back = try #require(try host.plan([]).plan)
    #expect(back.steps.flatMap(\.effects) == [])
    let kernel = Self.run(host, back)
    #expect(kernel.crash == nil && kernel.hostQueues.isEmpty)
  }

  @Test func `is left alone while an mdev that is going may own it`() throws {
    var host = Self.host("7.1")
    host.guest(SmallHost.web, [6], [4], runs: true)
    host.write("devices/vfio_ap/matrix/\(SmallHost.web)/remove", "1")
    host.write("bus/ap/drivers/cex4queue/unbind", "05.0004")
    #expect(try host.plan([]).plan?.isEmpty == true)
  }
}

/// Recordings of a host whose `drivers_autoprobe` was 0 when an adapter came back.
@Suite
struct `A host where nothing is bound by itself` {
  private static let web = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let guests = [
    (web, SmallHost.matrix([5, 6], [4, 0xab], controls: [4, 0xab])),
    ("cef03c3c-903d-4ecc-9a83-40694cb8aee4", SmallHost.matrix([5], [0x47, 0xff])),
    ("30820a6f-b1a5-4503-91ca-0c10ba58692a", SmallHost.matrix([6], [0x47, 0xff])),
  ]

  private static func planned(_ name: String) throws -> (Plan, FakeKernel) {
    let tree = try RecordedHost("7.2.13/autoprobe-hold-\(name)").tree()
    let target = Target(
      ownership: .driverOverride, reservation: .derive,
      guests: guests.map { GuestTarget(name: $0.0, uuid: $0.0, matrix: $0.1) })
    let host = try HostReader(tree, depth: .full).snapshot()
    let planning = Planner.plan(from: host, to: target)
    let plan = try #require(planning.plan, "\(planning.obstacles)")
    let kernel = ShownKernel(host, parameters: BootParameters(reading: tree), as: .linux7_1).kernel
    return (plan, kernel)
  }

  @Test func `gets cards, guests' queues and the host's queues in one plan`() throws {
    let (plan, kernel) = try Self.planned("01-hold-adapter-back-unbound")
    let operations = plan.steps.map(\.operation)
    #expect(
      operations.prefix(2) == [.probeCard(AdapterID(6)), .probeCard(AdapterID(0xc))])
    #expect(plan.consents.isEmpty)
    let tree = MemoryTree(kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete, "\(String(describing: report.failure))")
    let after = tree.kernel
    #expect(after.crash == nil)
    #expect(after.vfioQueues == QueueSet(SmallHost.matrix([5, 6], [4, 0x47, 0xab, 0xff])))
    #expect(after.hostQueues == QueueSet(SmallHost.matrix([0xa, 0xc], [4, 0x47, 0xab, 0xff])))
    #expect(
      after.mdevs.first { $0.uuid == Self.web }?.shadow.queueCount == 4)
    // A guest's queue is promised to vfio_ap before any probe of it.
    for step in plan.steps {
      guard case .probe(let queue, _) = step.operation, queue.adapter == AdapterID(6) else {
        continue
      }
      #expect(
        plan.steps.prefix { $0 != step }.contains {
          $0.operation == .override(queue, driver: DriverName.vfioAP)
        })
    }
  }

  @Test func `gets the rest of the host's queues after autoprobe was given back`() throws {
    let (plan, _) = try Self.planned("03-autoprobe-given-back")
    let queues = [0x47, 0xab, 0xff].map { APQN(AdapterID(0xc), DomainID($0)) }
    #expect(plan.steps.map(\.operation) == queues.map { .probe($0, driver: DriverName.hostQueue) })
  }
}
