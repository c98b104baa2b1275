import APHost
import APModel
import FakeKernel
import Reconcile
import Sysfs
import Testing

/// The removal of an mdev that a guest has open blocks in the kernel, where nobody can end it.
@Suite
struct `An mdev whose guest may run` {
  private static let unbind = "bus/mdev/drivers/vfio_ap_mdev/unbind"
  private static let guest = (SmallHost.web, SmallHost.matrix([5], [4]))

  /// A host whose mdev is unbound from its driver, which waits if the guest runs.
  private static func unbound(_ kernel: String, runs: Bool) -> SmallHost {
    var host = SmallHost(kernel)
    host.guest(SmallHost.web, [5], [4], runs: runs)
    host.write(unbind, SmallHost.web)
    return host
  }

  private static func tree(_ host: SmallHost, hasGroup: Bool) -> any SysfsTree {
    let tree = MemoryTree(host.kernel)
    return hasGroup ? tree : GrouplessTree(base: tree)
  }

  /// The kernel frees the group before the queues, and each alone shows that it waits.
  @Test(arguments: ["6.1", "6.12", "7.1"], [true, false])
  func `waits while its driver is taken away`(kernel: String, hasGroup: Bool) throws {
    var host = Self.unbound(kernel, runs: true)
    let queue = APQN(AdapterID(5), DomainID(4))
    for depth in [ReadDepth.summary, .full] {
      let reader = HostReader(Self.tree(host, hasGroup: hasGroup), depth: depth)
      let snapshot = try reader.snapshot()
      #expect(snapshot.mdevs.map(\.state) == [.beingRemoved])
      let owner = HostAnalysis(snapshot).ownerships.first { $0.queue == queue }
      #expect(owner?.owner == .unreadableGuest && owner?.isInUse == true)
      for target in [
        Target(guests: [GuestTarget(name: "g", uuid: SmallHost.web, matrix: Self.guest.1)]),
        Target(removals: [SmallHost.web]),
      ] {
        let planning = Planner.plan(from: snapshot, to: target)
        #expect(planning.obstacles.map(\.rule) == [.mdevGoing], "\(planning)")
      }
    }
    host.stop(SmallHost.web)
    #expect(try host.snapshot.mdevs.map(\.state) == [.detached])
    #expect(try host.plan([Self.guest]).plan?.isEmpty == false)
  }

  /// Detaching has freed its queues: those that nothing shows are of the one that waits.
  @Test(arguments: ["6.1", "6.12", "7.1"], ["remove", "unbind"])
  func `leaves an mdev detached that has no guest`(kernel: String, way: String) throws {
    var host = SmallHost(kernel)
    host.guest(SmallHost.web, [5], [4], runs: true)
    host.guest(SmallHost.database, [6], [4])
    host.write(Self.unbind, SmallHost.database)
    if way == "remove" {
      host.write("devices/vfio_ap/matrix/\(SmallHost.web)/remove", "1")
    } else {
      host.write(Self.unbind, SmallHost.web)
    }
    for depth in [ReadDepth.summary, .full] {
      let snapshot = try HostReader(MemoryTree(host.kernel), depth: depth).snapshot()
      let states = Dictionary(uniqueKeysWithValues: snapshot.mdevs.map { ($0.uuid, $0.state) })
      #expect(states == [SmallHost.web: .beingRemoved, SmallHost.database: .detached])
      let queue = APQN(AdapterID(5), DomainID(4))
      let owner = HostAnalysis(snapshot).ownerships.first { $0.queue == queue }
      #expect(owner?.owner == .unreadableGuest && owner?.isInUse == true)
      let free = HostAnalysis(snapshot).ownerships.first { $0.queue.adapter == AdapterID(6) }
      #expect(free?.owner == .passthrough)
    }
    let guest = (SmallHost.database, SmallHost.matrix([6], [4]))
    let plan = try #require(try host.plan([guest]).plan)
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete, "\(report.failure?.text ?? "")")
    let made = tree.kernel.mdevs.first { $0.uuid == SmallHost.database }
    #expect(made?.shadow == guest.1)
  }

  @Test(arguments: ["6.1", "6.12", "7.1"], [true, false])
  func `is not removed by a plan that found it detached`(kernel: String, hasGroup: Bool) throws {
    let plan = try #require(try Self.unbound(kernel, runs: false).plan([Self.guest]).plan)
    let tree = MemoryTree(Self.unbound(kernel, runs: true).kernel)
    let executor = Executor(
      tree: hasGroup ? tree : GrouplessTree(base: tree), lock: nil,
      environment: ScenarioChecker.environment)
    let failure = try #require(executor.run(plan).failure)
    #expect(failure.text.contains("guest g0 may have a guest: "), "\(failure.text)")
    #expect(tree.writes.isEmpty)
  }

  /// The adapter is gone, so no queue says that the guest was started after the plan was made.
  @Test(arguments: [true, false, nil])
  func `is removed only if something tells that none does`(isOpen: Bool?) throws {
    var host = SmallHost("7.1")
    host.guest(SmallHost.web, [5], [4])
    let plan = try #require(try host.plan([], unmanaged: .prune).plan)
    host.change(.removeAdapter(AdapterID(5)))
    let tree = MemoryTree(host.kernel)
    var environment = ScenarioChecker.environment
    environment.isOpen = { _ in isOpen }
    let report = Executor(tree: tree, lock: nil, environment: environment).run(plan)
    #expect(tree.kernel.mdevs.isEmpty == (isOpen == false), "\(report)")
    guard isOpen != false else { return }
    #expect(tree.writes.isEmpty)
    #expect(report.failure?.text.contains("plan again") == true, "\(report)")
  }
}
