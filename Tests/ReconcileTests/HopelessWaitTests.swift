import APModel
import FakeKernel
import Reconcile
import Testing

/// What is declared and what this machine will not give, which a plan says beside its steps.
@Suite
struct `A plan for what the machine will not give` {
  private static let matrix = SmallHost.matrix([5], [4], controls: [4, 0x50])

  @Test func `says which control domains the host may not control, and promises the others only`()
    throws
  {
    let plan = try #require(try SmallHost("7.1").plan([(SmallHost.web, Self.matrix)]).plan)
    #expect(plan.waits.map(\.text) == ["guest g0 waits for control domain 0050"])
    let texts = plan.steps.flatMap(\.effects).map(\.text)
    #expect(texts.contains("guest g0 controls domain 0004"), "\(texts)")
  }

  @Test func `says that a guest gets nothing on a machine without QCI`() throws {
    var snapshot = try SmallHost("7.1").snapshot
    snapshot.bus.hostConfiguration = nil
    snapshot.bus.lacksHostConfiguration = true
    let guest = GuestTarget(name: "g0", uuid: SmallHost.web, matrix: SmallHost.matrix([5], [4]))
    let plan = try #require(Planner.plan(from: snapshot, to: Target(guests: [guest])).plan)
    #expect(
      plan.later.first?.hasPrefix("guest g0 gets nothing: this machine has no QCI facility") == true
    )
  }

  /// vfio_ap's table of devices begins with CEX4, hwtype 10.
  @Test(arguments: [9, 10])
  func `refuses an adapter that vfio_ap has no driver for`(hardwareType: Int) throws {
    var snapshot = try SmallHost("6.1").snapshot
    for place in snapshot.cards.indices where snapshot.cards[place].id == AdapterID(5) {
      snapshot.cards[place].hardwareType = hardwareType
    }
    let guest = GuestTarget(name: "g0", uuid: SmallHost.web, matrix: SmallHost.matrix([5], [4]))
    let planning = Planner.plan(from: snapshot, to: Target(guests: [guest]))
    let refusal =
      "guest g0: vfio_ap has no driver for adapter 05: it takes CEX4 and later; leave it out"
    #expect(planning.obstacles.map(\.description) == (hardwareType < 10 ? [refusal] : []))
  }
}
