import APHost
import APModel
import FakeKernel
import Reconcile
import SystemPackage
import Testing

/// Guests that the kernel gives less than its rule would give now.
@Suite
struct `A kernel that has not filtered again` {
  private static func writes(_ plan: Plan?) -> [String] {
    (plan?.steps ?? []).compactMap { $0.operation.write?.description }
  }

  private static func run(_ plan: Plan, _ tree: MemoryTree) -> ExecutionReport {
    Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
  }

  @Test func `is made to by ap_config`() throws {
    var host = SmallHost("6.12")
    host.guest(SmallHost.web, [5, 6], [4, 0x47])
    // Unassigning the domain of a missing queue does not bring its adapter back.
    host.write("bus/ap/drivers/vfio_ap/unbind", "06.0047")
    host.write("devices/vfio_ap/matrix/\(SmallHost.web)/unassign_domain", "0x47")
    let plan = try #require(try host.plan([(SmallHost.web, SmallHost.matrix([5, 6], [4]))]).plan)
    #expect(plan.steps.map(\.phase).contains(.refilter))
    #expect(plan.steps.flatMap(\.effects).map(\.text).contains("guest g0 gains 06.0004"))
  }

  /// `assign_control_domain` filters control domains only (`vfio_ap_mdev_filter_cdoms`).
  @Test(arguments: [true, false])
  func `is not made to by a control domain`(runs: Bool) throws {
    var host = SmallHost("6.1")
    host.guest(SmallHost.web, [5, 6], [4, 0x47], runs: runs)
    host.write("bus/ap/drivers/vfio_ap/unbind", "06.0047")
    host.write("devices/vfio_ap/matrix/\(SmallHost.web)/unassign_domain", "0x47")
    let matrix = SmallHost.matrix([5, 6], [4], controls: [0x47])
    let plan = try #require(
      try host.plan([(SmallHost.web, matrix)], reservation: .asNeeded).plan)
    let member = PlanOperation.assign(uuid: SmallHost.web, .controlDomain(DomainID(0x47)))
    let assign = try #require(plan.steps.first { $0.operation == member })
    let guest = "guest g0" + (runs ? ", running," : "")
    #expect(assign.effects.map(\.text) == ["\(guest) controls domain 0047"])
    #expect(
      plan.steps.last { !$0.effects.isEmpty }?.effects.map(\.text)
        == ["\(guest) gains 06.0004"])
    let tree = MemoryTree(host.kernel)
    let report = Self.run(plan, tree)
    #expect(report.isComplete, "\(report.failure?.text ?? "")")
    #expect(tree.kernel.mdevs.first?.shadow == matrix)
  }

  @Test func `gets queues anew whose last reset failed while nothing shows it`() throws {
    var host = SmallHost("6.1", domains: [4, 0x47])
    host.guest(SmallHost.web, [5], [4, 0x47], runs: true)
    // The guest ends while its adapter is deconfigured, and the kernel filters by that from then on.
    host.change(.configure(AdapterID(5), false))
    host.stop(SmallHost.web)
    host.change(.configure(AdapterID(5), true))
    host.write("devices/vfio_ap/matrix/\(SmallHost.web)/assign_domain", "0xff")
    host.write("devices/vfio_ap/matrix/\(SmallHost.web)/unassign_domain", "0xff")
    let guest = (SmallHost.web, SmallHost.matrix([5], [4, 0x47]))
    let plan = try #require(try host.plan([guest], reservation: .asNeeded).plan)
    #expect(
      Self.writes(plan)
        == ["05.0004", "05.0047"].flatMap {
          ["echo '\($0)' > bus/ap/drivers/vfio_ap/unbind", "echo '\($0)' > bus/ap/drivers_probe"]
        })
    #expect(
      plan.steps.flatMap(\.effects).map(\.text) == ["guest g0 gains 05.0004, 05.0047"])
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete, "\(report.failure?.text ?? "")")
    #expect(tree.kernel.mdevs.first?.shadow == guest.1)
  }

  /// Its queues were reset before it ran, and no assignment resets them.
  @Test func `keeps what is checkstopped while it runs, whatever is assigned besides`() throws {
    var host = SmallHost("6.1", domains: [4, 0x47])
    host.guest(SmallHost.web, [5], [4, 0x47], runs: true)
    host.change(.checkstopQueue(APQN(AdapterID(5), DomainID(0x47)), true))
    let guest = (SmallHost.web, SmallHost.matrix([5, 0x20], [4, 0x47]))
    let plan = try #require(try host.plan([guest], reservation: .asNeeded).plan)
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete, "\(report.failure?.text ?? "")")
    #expect(tree.kernel.mdevs.first?.shadow == SmallHost.matrix([5], [4, 0x47]))
  }

  /// 6.1.176, recording g of its successors: a queue that was reset while checkstopped stays filtered.
  @Test func `tells for which queue a guest waits that can't be reset`() throws {
    var host = SmallHost("6.1", domains: [4, 0x47])
    host.guest(SmallHost.web, [5], [4, 0x47], runs: true)
    let queue = APQN(AdapterID(5), DomainID(0x47))
    host.change(.checkstopQueue(queue, true))
    let guest = (SmallHost.web, SmallHost.matrix([5], [4, 0x47]))
    // The guest still has it.
    #expect(try host.plan([guest], reservation: .asNeeded).plan?.later == [])
    host.stop(SmallHost.web)
    host.write("devices/vfio_ap/matrix/\(SmallHost.web)/assign_domain", "0xff")
    host.write("devices/vfio_ap/matrix/\(SmallHost.web)/unassign_domain", "0xff")
    let plan = try #require(try host.plan([guest], reservation: .asNeeded).plan)
    #expect(plan.steps.isEmpty)
    #expect(plan.later == ["guest g0 waits for queue 05.0047 to answer again"])
    let snapshot = try HostReader(MemoryTree(host.kernel)).snapshot()
    let missing = try #require(HostAnalysis(snapshot).guests.first?.missing)
    #expect(missing.map(\.queue.description) == ["05.0004", "05.0047"])
    #expect(
      missing.map(\.reason) == [
        .resetFailed(queue, .checkstopped), .resetFailed(queue, .checkstopped),
      ])
    host.change(.checkstopQueue(queue, false))
    #expect(try host.plan([guest], reservation: .asNeeded).plan?.steps.isEmpty == false)
  }

  @Test func `is not asked twice when that did not help`() throws {
    var host = SmallHost("6.12")
    host.guest(SmallHost.web, [5, 6], [4, 0x47])
    host.write("bus/ap/drivers/vfio_ap/unbind", "06.0047")
    host.write("devices/vfio_ap/matrix/" + SmallHost.web + "/unassign_domain", "0x47")
    let guest = (SmallHost.web, SmallHost.matrix([5, 6], [4]))
    let plan = try #require(try host.plan([guest], reservation: .asNeeded).plan)
    let number = try #require(
      plan.steps.compactMap(\.operation.write).firstIndex { $0.path.contains(SmallHost.web) })
    let tree = MemoryTree(host.kernel, faults: [number: .noEffect])
    let report = Self.run(plan, tree)
    guard case .guestLacks = report.failure?.reason else {
      Issue.record("\(report)")
      return
    }
    // The write that did not help is not made again on the way back.
    #expect(report.recovery == .notNeeded)
    #expect(tree.writes.count == number + 1)
  }

  @Test func `leaves no queue without a driver when a write fails`() throws {
    var host = SmallHost("6.1", domains: [4, 0x47])
    host.guest(SmallHost.web, [5], [4, 0x47])
    host.write("bus/ap/drivers/vfio_ap/unbind", "05.0047")
    host.write("devices/vfio_ap/matrix/" + SmallHost.web + "/unassign_domain", "0x47")
    let guest = (SmallHost.web, SmallHost.matrix([5], [4]))
    let plan = try #require(try host.plan([guest], reservation: .asNeeded).plan)
    let tree = MemoryTree(host.kernel, faults: [1: .errno(.noMemory)])
    let report = Self.run(plan, tree)
    #expect(
      tree.writes.map(\.path).prefix(2) == [
        "bus/ap/drivers/vfio_ap/unbind", "bus/ap/drivers_probe",
      ])
    #expect(tree.kernel.vfioQueues.contains(APQN(AdapterID(5), DomainID(4))))
    if case .done = report.recovery {} else { Issue.record("\(report.recovery)") }
  }
}
