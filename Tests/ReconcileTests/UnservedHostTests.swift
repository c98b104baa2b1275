import APHost
import APModel
import FakeKernel
import Reconcile
import TestSupport
import Testing

/// A bus without zcrypt_cex4: what the masks take from vfio_ap no driver has, until they leave it to vfio_ap again and
/// it is probed.
@Suite
struct `A host without a driver of its own` {
  private static let matrix = SmallHost.matrix([5, 6], [4])

  private static func host(_ kernel: String, _ mask: String? = nil) -> SmallHost {
    var host = SmallHost(kernel, domains: [4, 0x47])
    if let mask { host.write("bus/ap/apmask", mask) }
    host.unload(.zcrypt)
    return host
  }

  /// The second write finds the queues that the first has left without a driver.
  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `has each queue probed that two mask writes leave to vfio_ap`(kernel: String) throws {
    let host = Self.host(kernel)
    let reservation = HostReservation.masks(
      adapters: .all.subtracting([AdapterID(5)]), domains: .all.subtracting([DomainID(4)]))
    let plan = try #require(
      try host.plan([(SmallHost.web, Self.matrix)], reservation: reservation).plan)
    let probed = plan.steps.compactMap { step in
      if case .probe(let queue, _) = step.operation { queue } else { nil }
    }
    #expect(probed == [APQN(AdapterID(5), DomainID(4)), APQN(AdapterID(6), DomainID(4))])
    #expect(
      !plan.steps.contains { step in
        step.effects.contains { if case .hostLoses = $0 { true } else { false } }
      })
    try Self.run(plan, host)
  }

  /// All ones give the queues to a driver that is not there, from which there is nothing to take.
  @Test func `goes from masks to overrides without unbinding what no driver has`() throws {
    let host = Self.host("7.1", "-5")
    let guest = (SmallHost.web, SmallHost.matrix([5], [4]))
    let plan = try #require(
      try host.plan([guest], ownership: .driverOverride, changes: true).plan)
    #expect(
      !plan.steps.contains { if case .unbind = $0.operation { true } else { false } }, "\(plan)")
    try Self.run(plan, host)
  }

  private static func run(_ plan: Plan, _ host: SmallHost) throws {
    let tree = MemoryTree(host.kernel)
    let report = Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
    #expect(report.isComplete, "\(String(describing: report.failure))")
    let guest = try #require(tree.kernel.mdevs.first)
    #expect(QueueSet(guest.matrix).intersection(tree.kernel.vfioQueues) == QueueSet(guest.matrix))
  }
}
