import APModel
import FakeKernel
import Reconcile
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

  /// `ap_config` and the host's state tell what `guest_matrix` must not be asked for.
  @Test func `finds what a guest lacks without guest_matrix`() throws {
    let host = SmallHost("6.12", adapters: Array(0..<8), domains: Array(0..<85))
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
}
