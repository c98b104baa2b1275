import APModel
import TestSupport
import Testing

@testable import FakeKernel
@testable import Reconcile

/// An override lives in its queue's device: a queue that leaves between the plan and its probe returns without
/// one, and looks the same but for that.
@Suite
struct `A queue that lost its override after it was planned` {
  private static let queue = APQN(AdapterID(5), DomainID(4))
  private static let target = Target(
    ownership: .driverOverride, reservation: .derive,
    guests: [
      GuestTarget(name: "g0", uuid: SmallHost.web, matrix: SmallHost.matrix([5, 6], [4]))
    ])

  /// A guest's queue that is promised to vfio_ap and has no driver, on a host that holds what appears.
  private static func host() throws -> SmallHost {
    var host = SmallHost("7.1", domains: [4, 0x47])
    for queue in ["05.0004", "06.0004"] {
      host.write("devices/ap/card\(queue.prefix(2))/\(queue)/driver_override", "vfio_ap")
      host.write("bus/ap/drivers/cex4queue/unbind", queue)
      host.write("bus/ap/drivers_probe", queue)
    }
    let parent = "devices/vfio_ap/matrix/"
    host.write(parent + "mdev_supported_types/vfio_ap-passthrough/create", SmallHost.web)
    for (name, number) in [("adapter", 5), ("adapter", 6), ("domain", 4)] {
      host.write(parent + "\(SmallHost.web)/assign_\(name)", "\(number)")
    }
    host.start(SmallHost.web)
    host.write("bus/ap/drivers_autoprobe", "0")
    host.write("bus/ap/drivers/vfio_ap/unbind", "05.0004")
    return host
  }

  private static func report(_ plan: Plan, _ host: SmallHost) -> (ExecutionReport, FakeKernel) {
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    return (report, tree.kernel)
  }

  private static func plan(_ host: SmallHost) throws -> Plan {
    try SmallHost.planned(MemoryTree(host.kernel), target)
  }

  @Test func `is probed where it still has it`() throws {
    let host = try Self.host()
    let (report, kernel) = Self.report(try Self.plan(host), host)
    #expect(report.isComplete, "\(String(describing: report.failure))")
    #expect(kernel.vfioQueues.contains(Self.queue))
  }

  /// With its adapter the card's driver goes, and then the probe crashes the kernel.
  @Test(arguments: [true, false])
  func `is not given to a driver of the host`(withAdapter: Bool) throws {
    var host = try Self.host()
    let plan = try Self.plan(host)
    #expect(plan.steps.contains { $0.operation == .probe(Self.queue, driver: DriverName.vfioAP) })
    if withAdapter {
      host.change(.removeAdapter(AdapterID(5)))
      host.change(.addAdapter(AdapterID(5), type: 14, mode: .cca))
    } else {
      host.change(.domain(DomainID(4), false))
      host.change(.domain(DomainID(4), true))
    }
    let (report, kernel) = Self.report(plan, host)
    #expect(
      report.failure?.reason.text
        == "the host has changed since it was planned: 05.0004 has no driver_override, and the masks keep it"
        + " for the host; plan again")
    #expect(kernel.crash == nil)
    #expect(!kernel.hostQueues.contains(Self.queue))
    // Planned anew, it is promised first.
    let next = try Self.plan(host)
    let (again, healed) = Self.report(next, host)
    #expect(again.isComplete, "\(String(describing: again.failure))")
    #expect(healed.crash == nil && healed.vfioQueues.contains(Self.queue))
  }

  /// What decides is the override, and where there is none the masks.
  @Test(arguments: [
    ("6.1", nil, false, DriverName.vfioAP), ("6.12", nil, true, DriverName.hostQueue),
    ("7.1", nil, false, DriverName.vfioAP), ("7.1", nil, true, DriverName.hostQueue),
    ("7.1", "vfio_ap", true, DriverName.vfioAP), ("7.1", "cex4queue", true, DriverName.hostQueue),
  ])
  func `is promised to one driver only`(
    kernel: String, override: String?, isReserved: Bool, driver: String
  ) throws {
    var host = SmallHost(kernel, domains: [4, 0x47])
    if !isReserved { host.write("bus/ap/apmask", "-5") }
    if let override { host.write(Self.override, override) }
    let probe = HostProbe(tree: MemoryTree(host.kernel), insists: false)
    let checker = PreconditionChecker(probe: probe, names: [:])
    try checker.check(.promised(Self.queue, driver: driver))
    let other = driver == DriverName.vfioAP ? DriverName.hostQueue : DriverName.vfioAP
    let words =
      override.map { "the driver_override of 05.0004 names \($0)" }
      ?? "05.0004 has no driver_override, and the masks \(isReserved ? "keep it for the host" : "leave it to vfio_ap")"
    #expect(throws: StepFailure.changed(words)) {
      try checker.check(.promised(Self.queue, driver: other))
    }
    let gone = APQN(AdapterID(9), DomainID(4))
    #expect(throws: StepFailure.changed("09.0004 has no device any more")) {
      try checker.check(.promised(gone, driver: other))
    }
  }

  /// Nothing holds the device still between the last look and the write.
  @Test func `is not counted as done where a driver of the host gets it all the same`() throws {
    let host = try Self.host()
    let plan = try Self.plan(host)
    let tree = MemoryTree(
      host.kernel, events: [0: [SmallHost.writing(Self.override, "cex4queue")]])
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(
      report.failure?.reason
        == .withoutEffect(
          AttributeWrite("bus/ap/drivers_probe", "05.0004"), found: "05.0004 is bound to cex4queue")
    )
  }

  /// A driver does not let go of a queue by itself, and a minute is long for a guest's keys.
  @Test func `is not waited for where another driver has it`() throws {
    let host = try Self.host()
    let plan = try Self.plan(host)
    let rival = [
      SmallHost.writing("bus/ap/drivers/vfio_ap/unbind", "05.0004"),
      SmallHost.writing(Self.override, "cex4queue"),
      SmallHost.writing("bus/ap/drivers_probe", "05.0004"),
    ]
    let tree = MemoryTree(host.kernel)
    var environment = ScenarioChecker.environment
    environment.bindingDeadline = 60
    let executor = Executor(tree: tree, lock: nil, environment: environment) { event in
      if case .finished(let step) = event, case .probe = step.operation { tree.apply(rival) }
    }
    let report = executor.run(plan)
    #expect(report.failure?.reason == .changed("05.0004 is bound to cex4queue"))
  }

  private static let override = "devices/ap/card05/05.0004/driver_override"
}
