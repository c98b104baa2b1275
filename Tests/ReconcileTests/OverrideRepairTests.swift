import APModel
import FakeKernel
import Reconcile
import SystemPackage
import Testing

/// Hosts whose queues are handed over one by one, and that are not as they should be.
@Suite
struct `A host with driver_override` {
  private static let web = SmallHost.web
  private static let mdev = "devices/vfio_ap/matrix/\(SmallHost.web)/"

  private static func queue(_ adapter: UInt8, _ domain: UInt8) -> APQN {
    APQN(AdapterID(adapter), DomainID(domain))
  }

  /// A guest with its queues, made by a plan.
  private static func host(_ adapters: [UInt8], _ domains: [UInt8]) throws -> SmallHost {
    var host = SmallHost("7.1", domains: [4, 0x10, 0x47])
    _ = try run(&host, SmallHost.matrix(adapters, domains))
    return host
  }

  private static func plan(_ host: SmallHost, _ guests: Matrix?...) throws -> Planning {
    try host.plan(guests.compactMap { $0 }.map { (web, $0) }, ownership: .driverOverride)
  }

  /// Plans and executes.
  private static func run(_ host: inout SmallHost, _ matrix: Matrix?) throws -> Plan {
    let plan = try #require(try Self.plan(host, matrix).plan)
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete, "\(String(describing: report.failure))")
    for line in tree.writes { host.write(line.path, line.value) }
    return plan
  }

  private static func held(_ host: SmallHost) -> Matrix? {
    host.kernel.mdevs.first { $0.uuid == web }?.matrix
  }

  /// Without its override the kernel counts a queue as reserved, although vfio_ap has it.
  @Test func `writes the override of a queue that vfio_ap has, and can assign more then`() throws {
    var host = try Self.host([5], [4])
    host.write("devices/ap/card05/05.0004/driver_override", "")
    let plan = try #require(try Self.plan(host, SmallHost.matrix([5], [4])).plan)
    #expect(plan.steps.map(\.operation) == [.override(Self.queue(5, 4), driver: "vfio_ap")])
    #expect(plan.consents.isEmpty)
    _ = try Self.run(&host, SmallHost.matrix([5], [4, 0x10]))
    #expect(Self.held(host) == SmallHost.matrix([5], [4, 0x10]))
  }

  /// What a killed hand-over leaves: the override alone, no driver, or neither.
  @Test(arguments: [
    (override: "vfio_ap", unbinds: false), (override: "vfio_ap", unbinds: true),
    (override: "", unbinds: true),
  ])
  func `gives back what a hand-over that was killed half way has left`(
    override: String, unbinds: Bool
  ) throws {
    var host = SmallHost("7.1")
    host.write("devices/ap/card05/05.0004/driver_override", override)
    if unbinds { host.write("bus/ap/drivers/cex4queue/unbind", "05.0004") }
    let plan = try Self.run(&host, nil)
    #expect(!plan.isEmpty)
    #expect(host.kernel.hostQueues.count == 8)
    #expect(try MemoryTree(host.kernel).read("devices/ap/card05/05.0004/driver_override") == [10])
    #expect(try Self.plan(host, nil).plan?.isEmpty == true)
  }

  @Test func `keeps somebody else's override on a queue that nobody needs`() throws {
    var host = SmallHost("7.1")
    host.write("devices/ap/card05/05.0004/driver_override", "other")
    host.write("bus/ap/drivers/cex4queue/unbind", "05.0004")
    #expect(try Self.plan(host, nil).plan?.isEmpty == true)
  }

  @Test func `lets a guest wait for an adapter that its mdev holds, and repairs the others`() throws
  {
    var host = try Self.host([5, 6], [4, 0x10])
    host.change(.removeAdapter(AdapterID(6)))
    host.write("bus/ap/drivers/vfio_ap/unbind", "05.0010")
    let plan = try Self.run(&host, SmallHost.matrix([5, 6], [4, 0x10]))
    #expect(plan.waits.map(\.text) == ["guest g0 waits for adapter 06"])
    #expect(host.kernel.vfioQueues == QueueSet([Self.queue(5, 4), Self.queue(5, 0x10)]))
    #expect(Self.held(host) == SmallHost.matrix([5, 6], [4, 0x10]))
  }

  /// The kernel refuses a matrix with an absent queue as a whole, but takes a domain from it.
  @Test func `takes domains from an mdev that holds an absent adapter`() throws {
    var host = try Self.host([5, 6], [4, 0x10])
    host.change(.removeAdapter(AdapterID(6)))
    var matrix = SmallHost.matrix([5, 6], [4])
    matrix.controlDomains = [DomainID(0x47)]
    _ = try Self.run(&host, matrix)
    #expect(Self.held(host) == matrix)
  }

  @Test func `filters anew for a guest that waits for another adapter`() throws {
    var host = try Self.host([5, 6], [4, 0x10])
    host.change(.removeAdapter(AdapterID(6)))
    host.write("bus/ap/drivers/vfio_ap/unbind", "05.0010")
    host.write(Self.mdev + "unassign_domain", "0x10")
    #expect(host.kernel.mdevs.first?.shadow.adapters.isEmpty == true)
    _ = try Self.run(&host, SmallHost.matrix([5, 6], [4]))
    #expect(host.kernel.mdevs.first?.shadow.adapters == [AdapterID(5)])
  }

  @Test func `is known by what came with it where no queue is there`() throws {
    var host = try Self.host([5], [4])
    host.change(.removeAdapter(AdapterID(5)))
    host.change(.removeAdapter(AdapterID(6)))
    let plan = try #require(try Self.plan(host, SmallHost.matrix([5], [4])).plan)
    #expect(plan.isEmpty && !plan.waits.isEmpty)
  }

  @Test func `tells whom the kernel refuses an assignment to write the overrides`() throws {
    let host = try Self.host([5], [4])
    let plan = try #require(try Self.plan(host, SmallHost.matrix([5], [4, 0x10])).plan)
    let writes = plan.steps.count { $0.operation.write != nil }
    let clear = HostOperation.write(
      path: "devices/ap/card05/05.0004/driver_override", data: [10])
    let tree = MemoryTree(host.kernel, events: [writes - 1: [clear]])
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    let text = try #require(report.failure).reason.text
    #expect(text.contains("driver_override of each queue"), "\(text)")
  }
}
