import APHost
import APModel
import FakeKernel
import Reconcile
import Sysfs
import Testing
import Twin

/// A guest of more than 512 queues of which the kernel has left an adapter out and not taken it back: the first,
/// which its text would begin with, or the last, behind the end of the text.
@Suite
struct `A guest that is too long to be shown` {
  private static let matrix = SmallHost.matrix([0, 1, 2, 3], Array(1...255))

  private static func rest(_ lost: UInt8) -> Matrix {
    SmallHost.matrix([0, 1, 2, 3].filter { $0 != lost }, Array(1...255))
  }

  /// Unassigning the domain of a missing queue does not bring its adapter back.
  private static func host(_ kernel: String, _ lost: UInt8 = 0, runs: Bool) -> SmallHost {
    var host = SmallHost(kernel, adapters: [0, 1, 2, 3], domains: Array(0...255))
    let mdev = "devices/vfio_ap/matrix/\(SmallHost.web)"
    host.write("bus/ap/apmask", "-0-3")
    host.write(
      "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create", SmallHost.web)
    let all = SmallHost.matrix([0, 1, 2, 3], Array(0...255))
    host.write(mdev + "/ap_config", all.configText)
    host.write("bus/ap/drivers/vfio_ap/unbind", "0\(lost).0000")
    host.write(mdev + "/unassign_domain", "0")
    if runs { host.start(SmallHost.web) }
    return host
  }

  @Test(arguments: ["6.12", "7.1"], [UInt8(0), 3])
  func `runs and lacks an adapter`(kernel: String, lost: UInt8) throws {
    for depth in [ReadDepth.summary, .planning, .full] {
      try Self.expectLack(of: lost, in: Self.host(kernel, lost, runs: true), depth)
    }
  }

  private static func expectLack(
    of lost: UInt8, in host: SmallHost, _ depth: ReadDepth
  ) throws {
    let tree = MemoryTree(host.kernel)
    let snapshot = try HostReader(tree, depth: depth).snapshot()
    let guest = try #require(HostAnalysis(snapshot).guests.first)
    #expect(guest.mdev.isInUse == true)
    #expect(guest.effective == rest(lost))
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
  @Test(arguments: [("6.12", 0, false), ("7.1", 0, true), ("7.1", 3, false)])
  func `is idle until it is started`(kernel: String, lost: UInt8, isTold: Bool) throws {
    var host = Self.host(kernel, lost, runs: false)
    let snapshot = try host.snapshot
    let guest = try #require(HostAnalysis(snapshot).guests.first)
    #expect(guest.mdev.isInUse == false)
    #expect(guest.effective == (isTold ? Self.rest(lost) : Self.matrix))
    host.start(SmallHost.web)
    var silent = SilentReader(MemoryTree(host.kernel), after: snapshot)
    #expect(silent.read().devices[SmallHost.web]?.isInUse == true)
  }

  @Test(arguments: ["6.12", "7.1"], [UInt8(0), 3])
  func `is made whole by ap_config`(kernel: String, lost: UInt8) throws {
    let host = Self.host(kernel, lost, runs: true)
    let guest = (SmallHost.web, Self.matrix)
    let plan = try #require(try host.plan([guest], reservation: .asNeeded).plan)
    #expect(plan.steps.map(\.phase).contains(.refilter))
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete, "\(report.failure?.text ?? "")")
    #expect(tree.kernel.mdevs.first?.shadow == Self.matrix)
    #expect(try SmallHost.planned(tree, plan.target).steps.isEmpty)
  }

  @Test(arguments: ["6.12", "7.1"], [UInt8(0), 3])
  func `lacks it on its twin, too`(kernel: String, lost: UInt8) throws {
    let tree = MemoryTree(Self.host(kernel, lost, runs: true).kernel)
    let snapshot = try HostReader(tree, depth: .planning).snapshot()
    let twin = try Twin(of: snapshot, reading: tree)
    let guest = try #require(HostAnalysis(try twin.snapshot()).guests.first)
    #expect(guest.effective == Self.rest(lost) && guest.mdev.isInUse == true)
  }
}
