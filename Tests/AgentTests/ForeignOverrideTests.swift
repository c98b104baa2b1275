import APModel
import Sysfs
import Testing

@testable import Agent
@testable import FakeKernel

/// What becomes of an override that no repair has set as it is.
@Suite
struct `A keeper among overrides of others` {
  /// It announces itself by no event, and bars the kernel from every mask.
  @Test func `clears what somebody else has set where masks decide, which it sees in its poll`()
    throws
  {
    let host = try KeptHost("guests: {}")
    let before = host.keeper.look(leaving: [])
    #expect(before.steps.isEmpty && host.keeper.poll() == before.poll)
    host.tree.rival("devices/ap/card06/06.0004/driver_override", "vfio_ap")
    #expect(host.keeper.poll() != before.poll)
    host.repair()
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
    #expect(host.tree.rival("bus/ap/apmask", "-5"))
  }

  /// Somebody keeps setting it, or the masks were refused; what needs neither is repaired.
  @Test func `writes nothing of an override or of masks that are left alone`() throws {
    let host = try KeptHost("guests: {\(KeptHost.guest("web01", KeptHost.uuid, "none"))}")
    host.tree.rival("devices/ap/card06/06.0004/driver_override", "vfio_ap")
    let look = host.keeper.look(leaving: ["queue 06.0004"])
    #expect(
      !look.steps.isEmpty && look.steps.allSatisfy { $0.object == "guest web01" }, "\(look.steps)")
    #expect(host.keeper.apply { false }.isComplete)
    _ = try host.declare("guests: {\(KeptHost.guest("web01", KeptHost.uuid, "5"))}")
    let barred = host.keeper.look(leaving: ["queue 06.0004"])
    #expect(barred.steps.isEmpty, "\(barred.steps)")
    let fact = "06.0004, which is left alone for now, has a driver_override"
    #expect(barred.problems.contains { $0.sentence.contains(fact) }, "\(barred.problems)")
    host.repair()
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5)])
    _ = try host.declare(
      "host: {ownership: driver-override}\nguests: {\(KeptHost.guest("web01", KeptHost.uuid, "6"))}"
    )
    let masked = host.keeper.look(leaving: ["masks"])
    #expect(masked.steps.isEmpty && masked.isObstructed, "\(masked.steps)")
    let reason = "the masks are left as they are for now"
    #expect(masked.problems.contains { $0.sentence.contains(reason) }, "\(masked.problems)")
  }

  @Test func `takes back a queue that somebody else's override gave to the host`() throws {
    let host = try KeptHost.ofOverrides(KeptHost.two)
    host.repair()
    host.tree.rival("bus/ap/drivers/vfio_ap/unbind", "06.0004")
    host.tree.rival("devices/ap/card06/06.0004/driver_override", "cex4queue")
    host.tree.rival("bus/ap/drivers_probe", "06.0004")
    host.scan(.removeAdapter(AdapterID(5)))
    host.scan(.back(5))
    #expect(!host.tree.kernel.vfioQueues.contains(KeptHost.queue(5)))
    host.repair()
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5), KeptHost.queue(6)])
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && look.loggedProblems.isEmpty, "\(look)")
  }

  /// Nothing but the override tells of it, and the next unbinding would give the queue to vfio_ap.
  @Test func `clears the override that a killed hand-over has left on a queue of the host`() throws
  {
    let host = try KeptHost.ofOverrides("")
    host.tree.rival("devices/ap/card05/05.0004/driver_override", "vfio_ap")
    host.repair()
    #expect(try host.tree.read("devices/ap/card05/05.0004/driver_override") == [10])
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
  }
}
