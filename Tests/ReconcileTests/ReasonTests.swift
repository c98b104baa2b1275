import APModel
import Reconcile
import Testing

/// The half sentence that says why a step is there.
@Suite
struct `The reason of a step` {
  private static let kernels = ["6.1", "6.12", "7.1"]

  private static func reasons(_ plan: Plan?, _ phase: PlanStep.Phase) -> Set<String> {
    Set((plan?.steps ?? []).filter { $0.phase == phase }.map(\.reason))
  }

  @Test(arguments: kernels)
  func `is a guest's need where masks are cleared for one`(kernel: String) throws {
    let guest = (SmallHost.web, SmallHost.matrix([5], [4]))
    let plan = try SmallHost(kernel).plan([guest]).plan
    #expect(Self.reasons(plan, .clear) == ["guests need queues that the masks reserve"])
  }

  @Test(arguments: kernels)
  func `is the host's own where no guest needs what it gives away`(kernel: String) throws {
    let none = HostReservation.masks(adapters: [], domains: [])
    let plan = try SmallHost(kernel).plan([], reservation: none).plan
    #expect(Self.reasons(plan, .clear) == ["the host should not keep these queues"])
  }

  @Test func `names what a guest should not hold where nobody else changes`() throws {
    var host = SmallHost("6.1")
    host.guest(SmallHost.web, [5], [4, 0x47])
    let guest = (SmallHost.web, SmallHost.matrix([5], [4]))
    let plan = try host.plan([guest], reservation: .asNeeded).plan
    #expect(Self.reasons(plan, .release) == ["guest g0 should not hold domain 0047"])
  }

  @Test func `says that a guest steps aside, and lets go of what it will have again`() throws {
    var host = SmallHost("7.1")
    host.guest(SmallHost.web, [5], [4])
    host.write("bus/ap/aqmask", "-4")
    var domains = DomainSet.all
    domains.remove(DomainID(4))
    let plan = try host.plan(
      [(SmallHost.web, SmallHost.matrix([5], [4]))],
      reservation: .masks(adapters: .all, domains: domains)
    ).plan
    #expect(
      Self.reasons(plan, .release) == ["guest g0 lets go of adapter 05 while others change"])
  }
}
