import APModel
import Reconcile
import Sysfs
import Testing

@testable import Agent
@testable import FakeKernel

/// What can be repaired is repaired, where each queue is handed over by its driver_override.
@Suite
struct `A keeper of overrides` {
  @Test func `binds a card before it gives a queue of it back`() throws {
    let host = try KeptHost.ofOverrides(KeptHost.guest("db01", KeptHost.other, "6"))
    Self.handOver(host)
    host.repair()
    #expect(host.matrix(of: KeptHost.other)?.queueCount == 1)
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(6)])
    #expect(host.tree.kernel.hostQueues == [KeptHost.queue(5)])
    #expect(host.tree.kernel.crash == nil)
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
  }

  /// A queue of vfio_ap that nobody needs, of a card without a driver.
  private static func handOver(_ host: KeptHost) {
    host.tree.rival("devices/ap/card05/05.0004/driver_override", "vfio_ap")
    host.tree.rival("bus/ap/drivers/cex4queue/unbind", "05.0004")
    host.tree.rival("bus/ap/drivers_probe", "05.0004")
    host.tree.rival("bus/ap/drivers/cex4card/unbind", "card05")
  }

  @Test func `repairs one guest while the card of another adapter can't be bound`() throws {
    let host = try KeptHost.ofOverrides(KeptHost.guest("db01", KeptHost.other, "6"))
    Self.handOver(host)
    let look = host.keeper.look(leaving: ["card 05"])
    #expect(!look.steps.contains { $0.object == "card 05" })
    #expect(look.waits.contains { $0.hasPrefix("adapter 05: ") }, "\(look.waits)")
    #expect(host.keeper.apply { false }.isComplete)
    #expect(host.matrix(of: KeptHost.other)?.queueCount == 1)
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5), KeptHost.queue(6)])
    #expect(host.tree.kernel.crash == nil)
  }

  @Test func `assigns what is there, and the rest when it comes`() throws {
    let host = try KeptHost.ofOverrides(KeptHost.guest("web01", KeptHost.uuid, "[5, 6]"))
    host.scan(.removeAdapter(AdapterID(6)))
    host.repair()
    #expect(host.matrix(of: KeptHost.uuid)?.adapters == [AdapterID(5)])
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && !look.isObstructed)
    #expect(look.waits == ["guest web01 waits for adapter 06"], "\(look.waits)")
    host.scan(.back(6))
    host.repair()
    #expect(host.matrix(of: KeptHost.uuid)?.adapters == [AdapterID(5), AdapterID(6)])
    #expect(host.tree.kernel.mdevs.first?.shadow.queueCount == 2)
  }

  /// A matrix with 06.0004 and 05.0047 would have 06.0047 as well.
  @Test func `lets the host keep what no guest would get without a queue that the host uses`()
    throws
  {
    let both = Matrix(
      adapters: [AdapterID(5), AdapterID(6)], domains: [DomainID(4), DomainID(0x47)])
    let host = try KeptHost(
      "host: {ownership: driver-override, new-queues: probe}\n"
        + "guests: {web01: {uuid: \(KeptHost.uuid), adapters: [5, 6], domains: [4, 0x47]}}",
      domains: [4, 0x47])
    host.tree.used = [APQN(AdapterID(6), DomainID(0x47))]
    host.tree.requests = 1
    host.repair()
    #expect(
      host.tree.kernel.hostQueues == [
        APQN(AdapterID(6), DomainID(4)), APQN(AdapterID(6), DomainID(0x47)),
      ])
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty, "\(look.steps)")
    let spared =
      "06.0004 stays with the host: guest web01 can be given it only together with what it waits for"
    #expect(look.waits.contains(spared), "\(look.waits)")
    #expect(host.matrix(of: KeptHost.uuid)?.adapters == [AdapterID(5)])
    host.seconds.pass(20)
    host.repair()
    #expect(Set(host.tree.kernel.vfioQueues) == Set(QueueSet(both).queues))
    #expect(host.matrix(of: KeptHost.uuid) == both)
    #expect(host.keeper.look(leaving: []).waits.isEmpty)
  }

  @Test func `waits once for an mdev on its way out, and repairs the others`() throws {
    let host = try KeptHost.ofOverrides(KeptHost.guest("web01", KeptHost.uuid, "5"))
    host.repair()
    host.giveAway(to: KeptHost.other)
    host.tree.happen(.guest(uuid: KeptHost.other, open: true))
    host.tree.leave(KeptHost.other)
    host.tree.rival("bus/ap/drivers/vfio_ap/unbind", "05.0004")
    host.repair()
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty)
    #expect(look.waits.count { $0.contains(KeptHost.other) } == 1, "\(look.waits)")
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5), KeptHost.queue(6)])
  }
}
