import APModel
import FakeKernel
import Reconcile
import SystemPackage
import Testing

/// Queues that are handed over by their driver_override, which never mixes with masks.
@Suite
struct `Handing over by driver_override` {
  @Test func `sets, unbinds, probes and assigns, and gives back what nobody needs`() throws {
    var host = SmallHost("7.1", adapters: [5], domains: [4, 0x47])
    let guest = (SmallHost.web, SmallHost.matrix([5], [4]))
    let plan = try #require(try host.plan([guest], ownership: .driverOverride).plan)
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete)
    #expect(tree.kernel.vfioQueues == QueueSet([APQN(AdapterID(5), DomainID(4))]))
    #expect(
      tree.writes.map(\.path).prefix(3) == [
        "devices/ap/card05/05.0004/driver_override", "bus/ap/drivers/cex4queue/unbind",
        "bus/ap/drivers_probe",
      ])
    for line in tree.writes { host.write(line.path, line.value) }
    let back = try #require(
      try host.plan([(SmallHost.web, Matrix())], ownership: .driverOverride).plan)
    let second = MemoryTree(host.kernel)
    #expect(
      Executor(tree: second, lock: nil, environment: ScenarioChecker.environment).run(back)
        .isComplete)
    #expect(second.kernel.vfioQueues.isEmpty)
  }

  @Test func `leaves an override of another name to whoever wrote it, and says what waits for it`()
    throws
  {
    var host = SmallHost("7.1", adapters: [5], domains: [4, 0x47])
    host.write("devices/ap/card05/05.0047/driver_override", "vfio-ap")
    host.write("bus/ap/drivers/cex4queue/unbind", "05.0047")
    let waiting = try #require(try host.plan([], ownership: .driverOverride).plan)
    #expect(waiting.steps.isEmpty)
    #expect(
      waiting.delays == [
        "05.0047: it goes to the host once its driver_override, which names vfio-ap, is cleared"
      ])
    // A guest that needs the queue gets it all the same.
    let guest = (SmallHost.web, SmallHost.matrix([5], [0x47]))
    #expect(try host.plan([guest], ownership: .driverOverride).plan?.delays == [])
  }

  @Test func `refuses a host with cleared masks, and says the way out`() throws {
    var host = SmallHost("7.1")
    host.write("bus/ap/apmask", "-5")
    let obstacles = try host.plan([], ownership: .driverOverride).obstacles
    #expect(obstacles.map(\.rule) == [.otherOwnership])
    #expect(obstacles.first?.remedy.contains("ownership: masks") == true)
  }

  @Test func `refuses a kernel without overrides`() throws {
    let obstacles = try SmallHost("6.12").plan([], ownership: .driverOverride).obstacles
    #expect(obstacles.first?.fact.contains("no driver_override") == true)
  }

  @Test func `is recognised by masks, which refuse the host`() throws {
    var host = SmallHost("7.1")
    host.write("devices/ap/card05/05.0004/driver_override", "vfio_ap")
    host.write("bus/ap/drivers/cex4queue/unbind", "05.0004")
    host.write("bus/ap/drivers_probe", "05.0004")
    let guest = (SmallHost.web, SmallHost.matrix([5], [4]))
    let obstacles = try host.plan([guest]).obstacles
    #expect(obstacles.map(\.rule) == [.otherOwnership])
    #expect(obstacles.first?.fact.contains("05.0004") == true)
    #expect(obstacles.first?.remedy.contains("ownership: driver-override") == true)
    #expect(SingleChange.ownership(of: try host.snapshot) == .driverOverride)
  }

  @Test func `assigns what is there and lets the guest wait for a queue without a device`() throws {
    let host = SmallHost("7.1")
    let guest = (SmallHost.web, SmallHost.matrix([5, 7], [4]))
    let plan = try #require(try host.plan([guest], ownership: .driverOverride).plan)
    #expect(plan.later == ["guest g0 waits for adapter 07"])
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete)
    #expect(tree.kernel.mdevs.first?.matrix == SmallHost.matrix([5], [4]))
  }

  /// Nobody would remember what it waits for.
  @Test func `refuses a single change that needs a queue without a device`() throws {
    let host = SmallHost("7.1")
    let guest = (SmallHost.web, SmallHost.matrix([5, 7], [4]))
    let obstacles = try host.plan(
      [guest], reservation: .asNeeded, ownership: .driverOverride
    ).obstacles
    #expect(obstacles.map(\.rule) == [.queueAbsent])
  }

  @Test func `leaves no override behind where it stopped half way`() throws {
    let host = SmallHost("7.1", adapters: [5], domains: [4, 0x47])
    let plan = try #require(
      try host.plan([(SmallHost.web, SmallHost.matrix([5], [4]))], ownership: .driverOverride)
        .plan)
    for number in 1..<3 {
      let tree = MemoryTree(host.kernel, faults: [number: .errno(.noMemory)])
      let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(
        plan)
      if case .done = report.recovery {} else { Issue.record("\(report.recovery)") }
      #expect(try tree.read("devices/ap/card05/05.0004/driver_override") == [10])
      #expect(tree.kernel.hostQueues.count == 2)
    }
  }
}
