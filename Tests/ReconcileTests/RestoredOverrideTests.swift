import APHost
import APModel
import FakeKernel
import Reconcile
import Testing

/// A kernel goes on counting an override that has left with its queue, and refuses every mask write; what a run has
/// cleared before it learns that it can write again.
@Suite
struct `Overrides that a run has cleared before masks were refused` {
  private static func file(_ queue: String) -> String {
    "devices/ap/card\(queue.prefix(2))/\(queue)/driver_override"
  }

  /// A host that has one override more than any queue shows.
  private static func host(_ parameters: BootParameters, domains: [UInt8]) -> SmallHost {
    var host = SmallHost("7.2", adapters: [5, 6, 7], domains: domains, parameters: parameters)
    host.write(file("05.0004"), "vfio_ap")
    host.change(.removeAdapter(AdapterID(5)))
    return host
  }

  private static func handOver(_ queue: String, _ host: inout SmallHost) {
    host.write(file(queue), "vfio_ap")
    host.write("bus/ap/drivers/cex4queue/unbind", queue)
    host.write("bus/ap/drivers/vfio_ap/bind", queue)
  }

  private static func snapshot(_ tree: MemoryTree) throws -> HostSnapshot {
    try HostReader(tree, depth: .full).snapshot()
  }

  /// Which driver each queue has, and which override.
  private static func places(_ tree: MemoryTree) throws -> [String] {
    try snapshot(tree).queues.map {
      "\($0.id) \($0.driver ?? "none") \($0.driverOverride ?? "none")"
    }
  }

  private static func fail(_ plan: Plan, _ tree: MemoryTree) throws -> ExecutionReport {
    let before = try places(tree)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.failure?.text.contains("still counts") == true)
    #expect(try places(tree) == before)
    #expect(report.left.isEmpty)
    return report
  }

  private static let small = BootParameters(apmask: "+0-6", aqmask: "+0-255")

  @Test func `are written back under a running guest`() throws {
    var host = Self.host(Self.small, domains: [4, 0x47])
    Self.handOver("06.0004", &host)
    let mdev = "devices/vfio_ap/matrix/"
    host.write(mdev + "mdev_supported_types/vfio_ap-passthrough/create", SmallHost.web)
    host.write(mdev + "\(SmallHost.web)/assign_adapter", "6")
    host.write(mdev + "\(SmallHost.web)/assign_domain", "4")
    host.start(SmallHost.web)
    let masks = HostReservation.masks(
      adapters: AdapterSet((0...6).map { AdapterID($0) }),
      domains: DomainSet.all.subtracting([DomainID(4)]))
    let plan = try #require(
      try host.plan(
        [(SmallHost.web, SmallHost.matrix([6], [4]))], reservation: masks, changes: true
      ).plan)
    let tree = MemoryTree(host.kernel)
    let report = try Self.fail(plan, tree)
    guard case .done(let steps) = report.recovery else {
      Issue.record("\(report.recovery)")
      return
    }
    let queue = APQN(AdapterID(6), DomainID(4))
    #expect(steps.map(\.operation) == [.override(queue, driver: "vfio_ap")])
    #expect(try Self.snapshot(tree).mdevs.first?.isInUse == true)
  }

  @Test func `give no queue to the host that vfio_ap had spare`() throws {
    var host = Self.host(Self.small, domains: [4])
    Self.handOver("06.0004", &host)
    let masks = HostReservation.masks(
      adapters: AdapterSet.all.subtracting([AdapterID(7)]),
      domains: DomainSet.all.subtracting([DomainID(0x50)]))
    let plan = try #require(try host.plan([], reservation: masks, changes: true).plan)
    _ = try Self.fail(plan, MemoryTree(host.kernel))
  }

  /// One was written and not probed yet, one names a driver of the host.
  @Test func `take no queue from the host, and keep every name`() throws {
    var host = Self.host(BootParameters(), domains: [4, 0x47])
    host.write(Self.file("06.0004"), "vfio_ap")
    host.write(Self.file("07.0004"), "cex4queue")
    let plan = try #require(
      try host.plan([(SmallHost.web, SmallHost.matrix([7], [0x47]))], changes: true).plan)
    _ = try Self.fail(plan, MemoryTree(host.kernel))
  }
}
