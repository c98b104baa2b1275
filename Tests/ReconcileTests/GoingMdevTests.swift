import APModel
import FakeKernel
import Reconcile
import Testing

/// While the removal of an mdev waits for its guest, the mdev owns its queues, and can't be asked.
@Suite
struct `An mdev whose removal waits for its guest` {
  private static let other = SmallHost.database
  private static let queue = APQN(AdapterID(6), DomainID(4))

  private static func remove(_ host: inout SmallHost) {
    host.write("devices/vfio_ap/matrix/\(other)/remove", "1")
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `keeps its queues from the host while masks change for others`(kernel: String) throws {
    var host = SmallHost(kernel)
    host.guest(Self.other, [6], [4], runs: true)
    Self.remove(&host)
    let guest = (SmallHost.web, SmallHost.matrix([5], [4]))
    let plan = try #require(try host.plan([guest]).plan)
    #expect(plan.later.count == 1 && plan.later[0].contains(Self.other), "\(plan.later)")
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete)
    #expect(tree.kernel.vfioQueues.contains(Self.queue))
    let second = try #require(ScenarioChecker.plan(tree, plan.target)?.plan)
    #expect(second.isEmpty && second.later == plan.later)
    // Once it has gone, nobody needs its queues.
    var after = SmallHost(kernel)
    after.guest(Self.other, [6], [4])
    Self.remove(&after)
    let whole = try #require(try after.plan([guest]).plan)
    #expect(whole.later.isEmpty && whole.steps.contains { $0.phase == .reserve })
  }

  /// The queues that a guest has already are its own, whoever else is going.
  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `is no owner of what another guest has`(kernel: String) throws {
    var host = SmallHost(kernel, adapters: [5, 6, 7])
    host.guest(SmallHost.web, [5], [4])
    host.guest(Self.other, [6], [4], runs: true)
    Self.remove(&host)
    let guest = (SmallHost.web, SmallHost.matrix([5, 7], [4, 0x47]))
    let plan = try #require(try host.plan([guest], reservation: .asNeeded).plan)
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete, "\(report.failure?.text ?? "")")
    #expect(tree.kernel.mdevs.first { $0.uuid == SmallHost.web }?.shadow == guest.1)
  }

  /// Nobody comes back to it, and bits that are not set must not pass for done.
  @Test func `lets no mask bit be set by hand`() throws {
    var host = SmallHost("7.1")
    host.guest(Self.other, [6], [4], runs: true)
    Self.remove(&host)
    let target = SingleChange.masks(.full)
    let planning = Planner.plan(from: try host.snapshot, to: target)
    #expect(planning.obstacles.map(\.rule) == [.mdevGoing])
    #expect(planning.plan == nil)
    host.stop(Self.other)
    #expect(Planner.plan(from: try host.snapshot, to: target).plan?.steps.isEmpty == false)
  }

  /// No veto of the kernel protects a queue whose driver is taken from it.
  @Test func `keeps its queues from the host where overrides hand them over`() throws {
    var host = try Self.overridden()
    Self.remove(&host)
    let plan = try #require(try host.plan([], ownership: .driverOverride).plan)
    #expect(plan.isEmpty)
    #expect(plan.later.count == 1 && plan.later[0].contains(Self.other), "\(plan.later)")
    host.stop(Self.other)
    let later = try #require(try host.plan([], ownership: .driverOverride).plan)
    #expect(!later.isEmpty && later.later.isEmpty)
  }

  @Test(arguments: [Ownership.masks, .driverOverride])
  func `keeps its queues from other guests`(ownership: Ownership) throws {
    var host: SmallHost
    if ownership == .masks {
      host = SmallHost("7.1")
      host.guest(Self.other, [6], [4], runs: true)
    } else {
      host = try Self.overridden()
    }
    Self.remove(&host)
    let obstacles = try host.plan(
      [(SmallHost.web, SmallHost.matrix([6], [4]))], ownership: ownership
    ).obstacles
    #expect(obstacles.map(\.rule) == [.mdevGoing])
    #expect(obstacles.first?.object == "guest g0")
    #expect(obstacles.first?.fact.contains("06.0004") == true)
  }

  /// A running guest with a queue that was handed over by its override.
  private static func overridden() throws -> SmallHost {
    var host = SmallHost("7.1")
    let plan = try #require(
      try host.plan([(other, SmallHost.matrix([6], [4]))], ownership: .driverOverride).plan)
    for write in plan.steps.compactMap(\.operation.write) { host.write(write.path, write.value) }
    host.start(other)
    return host
  }
}
