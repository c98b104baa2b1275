import APModel
import FakeKernel
import Reconcile
import Testing

/// Single cases of planning; what holds for all is in `PlanPropertyTests`.
@Suite
struct `The planner` {
  private static let kernels = ["6.1", "6.12", "7.1"]

  private static func writes(_ plan: Plan?) -> [String] {
    (plan?.steps ?? []).compactMap { $0.operation.write?.description }
  }

  @Test(arguments: kernels)
  func `frees, waits, creates, assigns and reads back, in this order`(kernel: String) throws {
    let host = SmallHost(kernel)
    let plan = try #require(
      try host.plan([(SmallHost.web, SmallHost.matrix([5, 6], [4, 0xab]))]).plan)
    let phases = plan.steps.map(\.phase)
    #expect(phases == phases.sorted())
    #expect(phases.first == .clear)
    #expect(phases.contains(.bind))
    #expect(phases.last == .verify)
    #expect(plan.consents.isEmpty)
  }

  @Test func `writes the documented three guests as one change of a mask and three of ap_config`()
    throws
  {
    let host = SmallHost("6.12")
    let third = "30820a6f-b1a5-4503-91ca-0c10ba58692a"
    let plan = try host.plan([
      (SmallHost.web, SmallHost.matrix([5, 6], [4, 0xab])),
      (SmallHost.database, SmallHost.matrix([5], [0x47, 0xff])),
      (third, SmallHost.matrix([6], [0x47, 0xff])),
    ]).plan
    let uuids = [SmallHost.web, SmallHost.database, third]
    let create = "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create"
    // The masks of the kernel's documentation, vfio-ap.rst.
    let zeros = String(repeating: "0", count: 62)
    let first = "0x0800000000000000000000000000000000000000001000000000000000000000"
    let other = "0x0000000000000000010000000000000000000000000000000000000000000001"
    let configs = zip(["0x06", "0x04", "0x02"], [first, other, other]).map { adapters, domains in
      "\(adapters)\(zeros),\(domains),0x00\(zeros)"
    }
    #expect(
      Self.writes(plan)
        == ["echo '-0x05-0x06' > bus/ap/apmask"]
        + zip(configs, uuids).flatMap {
          ["echo '\($1)' > \(create)", "echo '\($0)' > devices/vfio_ap/matrix/\($1)/ap_config"]
        })
  }

  @Test func `clears rows and columns where that leaves the host more queues`() throws {
    let plan = try SmallHost("6.12").plan([
      (SmallHost.web, SmallHost.matrix([5, 6], [4, 0xab])),
      (SmallHost.database, SmallHost.matrix([5], [0x47, 0xff])),
    ]).plan
    #expect(
      Self.writes(plan).prefix(2) == [
        "echo '-0x05' > bus/ap/apmask", "echo '-0x04,-0xab' > bus/ap/aqmask",
      ])
  }

  @Test(arguments: kernels)
  func `moves a queue between stopped guests by releasing it first`(kernel: String) throws {
    var host = SmallHost(kernel)
    host.guest(SmallHost.web, [5], [4, 0x47])
    host.guest(SmallHost.database, [6], [4])
    let plan = try #require(
      try host.plan([
        (SmallHost.web, SmallHost.matrix([5], [4])),
        (SmallHost.database, SmallHost.matrix([5, 6], [0x47])),
      ]).plan)
    let owners = plan.steps.map { ($0.phase, $0.operation.uuid) }
    let released = owners.firstIndex { $0.0 == .release && $0.1 == SmallHost.web }
    let acquired = owners.firstIndex { $0.0 == .acquire && $0.1 == SmallHost.database }
    #expect(try #require(released) < #require(acquired))
  }

  @Test(arguments: kernels)
  func `asks before it takes a queue from a running guest, and names both`(kernel: String) throws {
    var host = SmallHost(kernel)
    host.guest(SmallHost.web, [5, 6], [4], runs: true)
    let plan = try #require(try host.plan([(SmallHost.web, SmallHost.matrix([5], [4]))]).plan)
    #expect(plan.consents.map(\.text) == ["guest g0 is running and would lose 06.0004"])
  }

  @Test(arguments: kernels)
  func `hot-plugs into a running guest without asking`(kernel: String) throws {
    var host = SmallHost(kernel)
    host.guest(SmallHost.web, [5], [4], runs: true)
    let plan = try #require(
      try host.plan([(SmallHost.web, SmallHost.matrix([5, 6], [4], controls: [4]))]).plan)
    #expect(plan.consents.isEmpty)
    let effects = plan.steps.flatMap(\.effects).map(\.text)
    #expect(effects.contains("guest g0, running, gains 06.0004"))
    #expect(effects.contains("guest g0, running, controls domain 0004"))
  }

  @Test(arguments: kernels)
  func `explains that a new domain would cost a running guest an adapter`(kernel: String) throws {
    var host = SmallHost(kernel)
    host.change(.availableQueue(APQN(AdapterID(5), DomainID(0x47)), false))
    host.guest(SmallHost.web, [5], [4], runs: true)
    let obstacles = try host.plan([(SmallHost.web, SmallHost.matrix([5], [4, 0x47]))]).obstacles
    #expect(obstacles.map(\.rule) == [.guestWouldLose])
    #expect(obstacles.first?.fact.contains("05.0047 is not bound to vfio_ap") == true)
  }

  @Test(arguments: kernels)
  func `lets declared hardware that is missing come later`(kernel: String) throws {
    let host = SmallHost(kernel)
    let plan = try #require(
      try host.plan([(SmallHost.web, SmallHost.matrix([5, 7], [4, 0x50]))]).plan)
    #expect(plan.waits.map(\.text) == ["guest g0 waits for adapter 07 and domain 0050"])
  }

  @Test(arguments: kernels)
  func `never plans what an unmanaged mdev has, and names it`(kernel: String) throws {
    var host = SmallHost(kernel)
    host.guest(SmallHost.database, [5], [4])
    let obstacles = try host.plan([(SmallHost.web, SmallHost.matrix([5], [4]))]).obstacles
    #expect(obstacles.map(\.rule) == [.queueTaken])
    #expect(
      obstacles.first?.description.hasPrefix(
        "guest g0: 05.0004 belongs to mdev \(SmallHost.database)") == true)
  }

  @Test(arguments: kernels)
  func `prunes what is not declared, unless a guest has it open`(kernel: String) throws {
    var host = SmallHost(kernel)
    host.guest(SmallHost.database, [5], [4])
    let plan = try host.plan([], unmanaged: .prune).plan
    #expect(Self.writes(plan).first?.contains("\(SmallHost.database)/remove") == true)
    var running = SmallHost(kernel)
    running.guest(SmallHost.database, [5], [4], runs: true)
    #expect(try running.plan([], unmanaged: .prune).obstacles.map(\.rule) == [.mdevInUse])
  }

  @Test func `refuses numbers that the machine does not have`() throws {
    let host = SmallHost("6.12")
    let obstacles = try host.plan([(SmallHost.web, SmallHost.matrix([0x40], [4]))]).obstacles
    #expect(obstacles.map(\.rule) == [.aboveMaximum])
  }
}
