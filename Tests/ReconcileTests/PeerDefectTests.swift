import APHost
import APModel
import FakeKernel
import Reconcile
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// Defects that other tools of the field have, each shown to be absent here.
@Suite
struct `Other tools' defect` {
  private static func run(_ plan: Plan, _ tree: MemoryTree, _ lock: HostLock? = nil)
    -> ExecutionReport
  {
    Executor(tree: tree, lock: lock, environment: ScenarioChecker.environment).run(plan)
  }

  private static let guest = (SmallHost.web, SmallHost.matrix([5], [4]))

  @Test func `a dry run that writes`() throws {
    let host = SmallHost("6.12")
    let tree = MemoryTree(host.kernel)
    let snapshot = try HostReader(tree, depth: .full).snapshot()
    let target = Target(guests: [GuestTarget(name: "g", uuid: Self.guest.0, matrix: Self.guest.1)])
    #expect(Planner.plan(from: snapshot, to: target).plan?.steps.count ?? 0 > 0)
    #expect(tree.writes.isEmpty)
  }

  @Test func `success reported although the kernel refused a mask`() throws {
    let host = SmallHost("6.12")
    let plan = try #require(try host.plan([Self.guest]).plan)
    let report = Self.run(
      plan, MemoryTree(host.kernel, faults: [0: .errno(.resourceBusy)]))
    let failure = try #require(report.failure)
    #expect(failure.text.hasPrefix("step 1: bus/ap/aqmask: writing -0x04 was refused: EBUSY"))
    #expect(report.done.isEmpty)
  }

  @Test func `success reported although the kernel refused ap_config`() throws {
    let host = SmallHost("6.12")
    let plan = try #require(try host.plan([Self.guest]).plan)
    let number = try #require(
      plan.steps.compactMap(\.operation.write).firstIndex { $0.path.hasSuffix("ap_config") })
    let tree = MemoryTree(host.kernel, faults: [number: .errno(.addressInUse)])
    let report = Self.run(plan, tree)
    #expect(report.failure?.text.contains("EADDRINUSE") == true)
    // The mask and the empty mdev would be worse than before: both are gone again.
    #expect(tree.kernel.mdevs.isEmpty)
    #expect(tree.kernel.vfioQueues.isEmpty)
  }

  @Test func `an mdev that vanishes while it is looked at`() throws {
    var host = SmallHost("6.12")
    host.guest(SmallHost.web, [5], [4])
    let plan = try #require(
      try host.plan([(SmallHost.web, SmallHost.matrix([5], [4, 0x47]))]).plan)
    host.write("devices/vfio_ap/matrix/\(SmallHost.web)/remove", "1")
    let scratch = try ScratchDirectory()
    let lock = HostLock(path: scratch.path.appending("lock"))
    let report = Self.run(plan, MemoryTree(host.kernel), lock)
    #expect(report.failure?.text.contains("plan again") == true)
    #expect(TextFile.names(scratch.path).isEmpty)
  }

  @Test(arguments: ["-10-5", "+7-4", "-999", "-abc", "5", "+0047"])
  func `a reversed or malformed range that is accepted`(terms: String) {
    #expect(throws: MaskTerms.Failure.self) { try MaskTerms.apply(terms, to: AdapterSet.all) }
  }

  @Test func `a look that waits for the lock`() throws {
    let scratch = try ScratchDirectory()
    let lock = HostLock(path: scratch.path.appending("lock"), attempts: 1)
    let host = SmallHost("6.12")
    try lock.hold(telling: { _ in }) {
      #expect((try? host.plan([Self.guest]).plan) != nil)
    }
  }

  @Test func `single attributes where one validated write would do`() throws {
    var host = SmallHost("6.12")
    host.guest(SmallHost.web, [5], [4])
    let plan = try #require(
      try host.plan([(SmallHost.web, SmallHost.matrix([6], [0x47]))], reservation: .asNeeded)
        .plan)
    let writes = plan.steps.compactMap(\.operation.write).filter { $0.path.contains(SmallHost.web) }
    #expect(writes.count == 1)
    #expect(writes.first?.path.hasSuffix("/ap_config") == true)
  }

  @Test func `a check before that the change itself no longer relies on`() throws {
    var host = SmallHost("6.12")
    host.guest(SmallHost.web, [5, 6], [4])
    let plan = try #require(try host.plan([(SmallHost.web, SmallHost.matrix([5], [4]))]).plan)
    // The guest starts between plan and execution; nobody has consented to that.
    var kernel = host.kernel
    _ = kernel.apply(.guest(uuid: SmallHost.web, open: true))
    let tree = MemoryTree(kernel)
    let report = Self.run(plan, tree)
    #expect(report.failure?.text.contains("06.0004 is used by a running guest") == true)
    #expect(tree.writes.isEmpty)
  }
}
