import APModel
import Reconcile
import Sysfs
import Testing

@testable import Agent
@testable import FakeKernel

/// What can be repaired is repaired, where each queue is handed over by its driver_override.
@Suite
struct `A keeper of overrides` {
  private static let other = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"
  private static let mdevs = "devices/vfio_ap/matrix"

  private static func host(_ guests: String) throws -> KeptHost {
    try KeptHost("host: {ownership: driver-override, new-queues: probe}\nguests: {\(guests)}")
  }

  private static func guest(_ name: String, _ uuid: String, _ adapters: String) -> String {
    "\(name): {uuid: \(uuid), adapters: \(adapters), domains: 4}"
  }

  private static let two = guest("web01", KeptHost.uuid, "5") + ", " + guest("db01", other, "6")

  private static func queue(_ adapter: UInt8) -> APQN { APQN(AdapterID(adapter), DomainID(4)) }

  private static func matrix(_ host: KeptHost, _ uuid: String) -> Matrix? {
    host.tree.kernel.mdevs.first { $0.uuid == uuid }?.matrix
  }

  private static func repair(_ host: KeptHost) {
    #expect(!host.keeper.look(leaving: []).steps.isEmpty)
    #expect(host.keeper.apply { false }.isComplete)
  }

  private static func scan(_ host: KeptHost, _ change: HardwareChange) {
    host.tree.happen(.hardware(change))
    host.tree.happen(.scan)
  }

  private static func back(_ adapter: UInt8) -> HardwareChange {
    .addAdapter(AdapterID(adapter), type: 13, mode: .cca)
  }

  /// It announces itself by no event, and bars the kernel from every mask.
  @Test func `clears what somebody else has set where masks decide, which it sees in its poll`()
    throws
  {
    let host = try KeptHost("guests: {}")
    let before = host.keeper.look(leaving: [])
    #expect(before.steps.isEmpty && host.keeper.poll() == before.poll)
    host.tree.rival("devices/ap/card06/06.0004/driver_override", "vfio_ap")
    #expect(host.keeper.poll() != before.poll)
    Self.repair(host)
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
    #expect(host.tree.rival("bus/ap/apmask", "-5"))
  }

  /// Somebody keeps setting it, or the masks were refused; what needs neither is repaired.
  @Test func `writes nothing of an override or of masks that are left alone`() throws {
    let host = try KeptHost("guests: {\(Self.guest("web01", KeptHost.uuid, "none"))}")
    host.tree.rival("devices/ap/card06/06.0004/driver_override", "vfio_ap")
    let look = host.keeper.look(leaving: ["queue 06.0004"])
    #expect(
      !look.steps.isEmpty && look.steps.allSatisfy { $0.object == "guest web01" }, "\(look.steps)")
    #expect(host.keeper.apply { false }.isComplete)
    _ = try host.declare("guests: {\(Self.guest("web01", KeptHost.uuid, "5"))}")
    let barred = host.keeper.look(leaving: ["queue 06.0004"])
    #expect(barred.steps.isEmpty, "\(barred.steps)")
    let fact = "06.0004, which is left alone for now, has a driver_override"
    #expect(barred.problems.contains { $0.sentence.contains(fact) }, "\(barred.problems)")
    Self.repair(host)
    #expect(host.tree.kernel.vfioQueues == [Self.queue(5)])
    _ = try host.declare(
      "host: {ownership: driver-override}\nguests: {\(Self.guest("web01", KeptHost.uuid, "6"))}")
    let masked = host.keeper.look(leaving: ["masks"])
    #expect(masked.steps.isEmpty && masked.isObstructed, "\(masked.steps)")
    let reason = "the masks are left as they are for now"
    #expect(masked.problems.contains { $0.sentence.contains(reason) }, "\(masked.problems)")
  }

  @Test func `takes back a queue that somebody else's override gave to the host`() throws {
    let host = try Self.host(Self.two)
    Self.repair(host)
    host.tree.rival("bus/ap/drivers/vfio_ap/unbind", "06.0004")
    host.tree.rival("devices/ap/card06/06.0004/driver_override", "cex4queue")
    host.tree.rival("bus/ap/drivers_probe", "06.0004")
    Self.scan(host, .removeAdapter(AdapterID(5)))
    Self.scan(host, Self.back(5))
    #expect(!host.tree.kernel.vfioQueues.contains(Self.queue(5)))
    Self.repair(host)
    #expect(host.tree.kernel.vfioQueues == [Self.queue(5), Self.queue(6)])
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && look.loggedProblems.isEmpty, "\(look)")
  }

  @Test func `binds a card before it gives a queue of it back`() throws {
    let host = try Self.host(Self.guest("db01", Self.other, "6"))
    Self.handOver(host)
    Self.repair(host)
    #expect(Self.matrix(host, Self.other)?.queueCount == 1)
    #expect(host.tree.kernel.vfioQueues == [Self.queue(6)])
    #expect(host.tree.kernel.hostQueues == [Self.queue(5)])
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
    let host = try Self.host(Self.guest("db01", Self.other, "6"))
    Self.handOver(host)
    let look = host.keeper.look(leaving: ["card 05"])
    #expect(!look.steps.contains { $0.object == "card 05" })
    #expect(look.waits.contains { $0.hasPrefix("adapter 05: ") }, "\(look.waits)")
    #expect(host.keeper.apply { false }.isComplete)
    #expect(Self.matrix(host, Self.other)?.queueCount == 1)
    #expect(host.tree.kernel.vfioQueues == [Self.queue(5), Self.queue(6)])
    #expect(host.tree.kernel.crash == nil)
  }

  @Test func `assigns what is there, and the rest when it comes`() throws {
    let host = try Self.host(Self.guest("web01", KeptHost.uuid, "[5, 6]"))
    Self.scan(host, .removeAdapter(AdapterID(6)))
    Self.repair(host)
    #expect(Self.matrix(host, KeptHost.uuid)?.adapters == [AdapterID(5)])
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && !look.isObstructed)
    #expect(look.waits == ["guest web01 waits for adapter 06"], "\(look.waits)")
    Self.scan(host, Self.back(6))
    Self.repair(host)
    #expect(Self.matrix(host, KeptHost.uuid)?.adapters == [AdapterID(5), AdapterID(6)])
    #expect(host.tree.kernel.mdevs.first?.shadow.queueCount == 2)
  }

  /// Nothing but the override tells of it, and the next unbinding would give the queue to vfio_ap.
  @Test func `clears the override that a killed hand-over has left on a queue of the host`() throws
  {
    let host = try Self.host("")
    host.tree.rival("devices/ap/card05/05.0004/driver_override", "vfio_ap")
    Self.repair(host)
    #expect(try host.tree.read("devices/ap/card05/05.0004/driver_override") == [10])
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
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
    Self.repair(host)
    #expect(
      host.tree.kernel.hostQueues == [
        APQN(AdapterID(6), DomainID(4)), APQN(AdapterID(6), DomainID(0x47)),
      ])
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty, "\(look.steps)")
    let spared =
      "06.0004 stays with the host: guest web01 can be given it only together with what it waits for"
    #expect(look.waits.contains(spared), "\(look.waits)")
    #expect(Self.matrix(host, KeptHost.uuid)?.adapters == [AdapterID(5)])
    host.seconds.pass(20)
    Self.repair(host)
    #expect(Set(host.tree.kernel.vfioQueues) == Set(QueueSet(both).queues))
    #expect(Self.matrix(host, KeptHost.uuid) == both)
    #expect(host.keeper.look(leaving: []).waits.isEmpty)
  }

  @Test func `waits once for an mdev on its way out, and repairs the others`() throws {
    let host = try Self.host(Self.guest("web01", KeptHost.uuid, "5"))
    Self.repair(host)
    host.giveAway(to: Self.other)
    host.tree.happen(.guest(uuid: Self.other, open: true))
    host.tree.leave(Self.other)
    host.tree.rival("bus/ap/drivers/vfio_ap/unbind", "05.0004")
    Self.repair(host)
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty)
    #expect(look.waits.count { $0.contains(Self.other) } == 1, "\(look.waits)")
    #expect(host.tree.kernel.vfioQueues == [Self.queue(5), Self.queue(6)])
  }
}
