import APHost
import APModel
import FakeKernel
import Reconcile
import Testing

/// A machine without the QCI facility, on which a guest gets nothing, whatever it is assigned.
@Suite
struct `A change on a machine that tells no configuration` {
  private static let guests: [(Matrix, Matrix)] = [
    (SmallHost.matrix([], [], controls: [4]), SmallHost.matrix([], [], controls: [])),
    (SmallHost.matrix([], [], controls: []), SmallHost.matrix([], [], controls: [4, 0x47])),
  ]

  @Test(arguments: guests, [true, false])
  func `takes and gives no control domain`(change: (Matrix, Matrix), tells: Bool) throws {
    var host = SmallHost("7.1")
    host.guest(SmallHost.web, [], [])
    for domain in change.0.controlDomains {
      host.write(
        "devices/vfio_ap/matrix/\(SmallHost.web)/assign_control_domain", "\(domain.number)")
    }
    var snapshot = try host.snapshot
    snapshot.mdevs[0].isInUse = true
    if !tells {
      snapshot.bus.hostConfiguration = nil
      snapshot.bus.lacksHostConfiguration = true
    }
    let target = Target(guests: [
      GuestTarget(name: "web01", uuid: SmallHost.web, matrix: change.1)
    ])
    let planning = Planner.plan(from: snapshot, to: target)
    let plan = try #require(planning.plan, "\(planning.obstacles)")
    #expect(plan.steps.contains { $0.operation.write != nil })
    #expect(plan.steps.flatMap(\.effects).isEmpty == !tells)
    #expect(plan.consents.isEmpty == (!tells || change.0.controlDomains.isEmpty))
  }
}
