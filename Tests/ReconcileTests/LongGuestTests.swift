import APHost
import APModel
import FakeKernel
import Reconcile
import Sysfs
import Testing
import Twin

/// A guest of more than 512 queues whose adapter 00 the kernel has left out and not taken back.
@Suite
struct `A guest that is too long to be shown` {
  private static let matrix = SmallHost.matrix([0, 1, 2, 3], Array(1...255))
  private static let rest = SmallHost.matrix([1, 2, 3], Array(1...255))

  /// Unassigning the domain of a missing queue does not bring its adapter back.
  private static func host(_ kernel: String, runs: Bool) -> SmallHost {
    var host = SmallHost(kernel, adapters: [0, 1, 2, 3], domains: Array(0...255))
    let mdev = "devices/vfio_ap/matrix/\(SmallHost.web)"
    host.write("bus/ap/apmask", "-0-3")
    host.write(
      "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create", SmallHost.web)
    let all = SmallHost.matrix([0, 1, 2, 3], Array(0...255))
    host.write(mdev + "/ap_config", all.configText)
    host.write("bus/ap/drivers/vfio_ap/unbind", "00.0000")
    host.write(mdev + "/unassign_domain", "0")
    if runs { host.start(SmallHost.web) }
    return host
  }

  @Test(arguments: ["6.12", "7.1"], [ReadDepth.summary, .planning, .full])
  func `runs and lacks an adapter`(kernel: String, depth: ReadDepth) throws {
    let tree = MemoryTree(Self.host(kernel, runs: true).kernel)
    let snapshot = try HostReader(tree, depth: depth).snapshot()
    let guest = try #require(HostAnalysis(snapshot).guests.first)
    #expect(guest.mdev.isInUse == true)
    #expect(guest.effective == Self.rest)
    #expect(Set(guest.missing.map(\.reason)) == [.notFilteredAgain(canRewrite: true)])
    for queue in snapshot.queues {
      guard let status = queue.details?.status else { continue }
      let text = String(decoding: try tree.read(queue.id.devicePath("status")), as: UTF8.self)
      #expect(text == status.rawValue + "\n", "\(queue.id)")
    }
    var silent = SilentReader(tree, after: snapshot)
    #expect(silent.read().devices == SilentState(snapshot).devices)
  }

  /// While no guest runs, only the kernel's text tells that the adapter is not in.
  @Test(arguments: ["6.12": false, "7.1": true])
  func `is idle until it is started`(kernel: String, isTold: Bool) throws {
    var host = Self.host(kernel, runs: false)
    let snapshot = try host.snapshot
    let guest = try #require(HostAnalysis(snapshot).guests.first)
    #expect(guest.mdev.isInUse == false)
    #expect(guest.effective == (isTold ? Self.rest : Self.matrix))
    host.start(SmallHost.web)
    var silent = SilentReader(MemoryTree(host.kernel), after: snapshot)
    #expect(silent.read().devices[SmallHost.web]?.isInUse == true)
  }

  @Test(arguments: ["6.12", "7.1"])
  func `is made whole by ap_config`(kernel: String) throws {
    let host = Self.host(kernel, runs: true)
    let guest = (SmallHost.web, Self.matrix)
    let plan = try #require(try host.plan([guest], reservation: .asNeeded).plan)
    #expect(plan.steps.map(\.phase).contains(.refilter))
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete, "\(report.failure?.text ?? "")")
    #expect(tree.kernel.mdevs.first?.shadow == Self.matrix)
    #expect(try SmallHost.planned(tree, plan.target).steps.isEmpty)
  }

  @Test(arguments: ["6.12", "7.1"])
  func `lacks it on its twin, too`(kernel: String) throws {
    let tree = MemoryTree(Self.host(kernel, runs: true).kernel)
    let snapshot = try HostReader(tree, depth: .planning).snapshot()
    let twin = try Twin(of: snapshot, reading: tree)
    let guest = try #require(HostAnalysis(try twin.snapshot()).guests.first)
    #expect(guest.effective == Self.rest && guest.mdev.isInUse == true)
  }
}
