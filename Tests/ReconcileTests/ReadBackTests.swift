import APModel
import FakeKernel
import Reconcile
import Sysfs
import Testing

/// Where the kernel formats `matrix` and `guest_matrix` without a bound, 512 queues are too many.
@Suite
struct `Reading back what was written` {
  private static func run(
    _ plan: Plan, on host: SmallHost, beforeLastWrite events: [HostOperation]
  ) throws -> (MemoryTree, ExecutionReport) {
    let last = plan.steps.count { $0.operation.write != nil } - 1
    let tree = MemoryTree(host.kernel, events: [last: events])
    let executor = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment)
    return (tree, executor.run(plan))
  }

  /// The guest is given 16 adapters with 85 domains, of which four adapters are there.
  @Test func `does not crash a kernel when hardware arrives meanwhile`() throws {
    let host = SmallHost("6.12", adapters: Array(0x10..<0x14), domains: Array(0..<85))
    let guest = (SmallHost.web, SmallHost.matrix(Array(0x10..<0x20), Array(0..<85)))
    let plan = try #require(try host.plan([guest]).plan)
    let arrivals = (UInt8(0x14)..<0x20).map {
      HostOperation.hardware(.addAdapter(AdapterID($0), type: 14, mode: .cca))
    }
    let (tree, report) = try Self.run(plan, on: host, beforeLastWrite: arrivals + [.scan])
    #expect(tree.kernel.crash == nil)
    #expect(tree.kernel.mdevs.first?.shadow.queueCount == 1360)
    #expect(report.isComplete, "\(report.failure?.text ?? "")")
  }

  /// `ap_config` and the host's state tell what `guest_matrix` must not be asked for, and what lies behind its
  /// end where it may be.
  @Test(arguments: ["6.12", "7.1"])
  func `finds what a guest lacks without guest_matrix`(kernel: String) throws {
    let host = SmallHost(kernel, adapters: Array(0..<8), domains: Array(0..<85))
    let guest = (SmallHost.web, SmallHost.matrix(Array(0..<8), Array(0..<85)))
    let plan = try #require(try host.plan([guest]).plan)
    let unbinding = SmallHost.writing("bus/ap/drivers/vfio_ap/unbind", "07.0001")
    let (tree, report) = try Self.run(plan, on: host, beforeLastWrite: [unbinding])
    #expect(tree.kernel.crash == nil)
    let lost = QueueSet(SmallHost.matrix([7], Array(0..<85)))
    #expect(report.failure?.reason == .guestLacks(name: "g0", lost))
  }

  /// Without `ap_config` only the bound queues tell how much may be assigned.
  @Test func `does not crash a kernel when somebody else assigns meanwhile`() throws {
    let host = SmallHost("6.1", adapters: Array(0x10..<0x17), domains: Array(0..<85))
    let guest = (SmallHost.web, SmallHost.matrix([0x10], Array(0..<85)))
    let plan = try #require(try host.plan([guest]).plan)
    let others = (0x11..<0x17).flatMap { adapter in
      [
        SmallHost.writing("bus/ap/apmask", "-\(adapter)"),
        SmallHost.writing("devices/vfio_ap/matrix/\(SmallHost.web)/assign_adapter", "\(adapter)"),
      ]
    }
    let (tree, report) = try Self.run(plan, on: host, beforeLastWrite: others)
    #expect(tree.kernel.crash == nil)
    #expect(!report.isComplete)
  }

  /// The text of a long guest is cut off, and an adapter that its beginning lacks is not in, whatever the rule says.
  @Test func `finds an adapter that the beginning of a long text lacks`() throws {
    let host = SmallHost("7.1", adapters: Array(0..<8), domains: Array(0..<85))
    let matrix = SmallHost.matrix(Array(0..<8), Array(0..<84))
    let reservation = HostReservation.masks(
      adapters: AdapterSet.all.subtracting(matrix.adapters), domains: .all)
    let plan = try #require(
      try host.plan([(SmallHost.web, matrix)], reservation: reservation).plan)
    // The domain of a queue that was missing is taken out again, which filters nothing again.
    let mdev = "devices/vfio_ap/matrix/\(SmallHost.web)"
    let others = [
      SmallHost.writing("bus/ap/drivers/vfio_ap/unbind", "02.0054"),
      SmallHost.writing(mdev + "/assign_domain", "84"),
      SmallHost.writing(mdev + "/unassign_domain", "84"),
    ]
    let last = plan.steps.count { $0.operation.write != nil } - 1
    let tree = MemoryTree(host.kernel, lateEvents: [last: others])
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    let lost = QueueSet(SmallHost.matrix([2], Array(0..<84)))
    #expect(report.failure?.reason == .guestLacks(name: "g0", lost))
  }

  @Test func `tells an mdev that has gone meanwhile`() throws {
    let host = SmallHost("7.1")
    let plan = try #require(try host.plan([(SmallHost.web, SmallHost.matrix([5], [4]))]).plan)
    let last = plan.steps.count { $0.operation.write != nil } - 1
    let removal = SmallHost.writing("devices/vfio_ap/matrix/\(SmallHost.web)/remove", "1")
    // Between the proof of the last write and the reading back stands nothing that could wait for it.
    let tree = RemovingTree(base: MemoryTree(host.kernel), path: "guest_matrix", removal: removal)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(last > 0 && report.failure?.reason == .changed("the mdev of guest g0 is gone"))
  }

  /// Removes something right before an attribute is read.
  private struct RemovingTree: SysfsTree {
    let base: MemoryTree
    let path: String
    let removal: HostOperation

    var origin: String { base.origin }

    func read(_ path: String) throws(SysfsError) -> [UInt8] {
      if path.hasSuffix("/" + self.path) { base.apply([removal]) }
      return try base.read(path)
    }

    func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try base.list(path) }

    func link(_ path: String) throws(SysfsError) -> String { try base.link(path) }

    func write(_ path: String, _ value: [UInt8]) throws(SysfsError) { try base.write(path, value) }
  }
}
