import APModel
import Sysfs
import Testing

@testable import Agent
@testable import FakeKernel

@Suite
struct `A keeper` {
  private static func host() throws -> KeptHost {
    try KeptHost("guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}")
  }

  @Test func `says that a guest waits where the masks are left alone`() throws {
    let host = try Self.host()
    let look = host.keeper.look(leaving: ["masks"])
    #expect(look.waits == ["guest web01 waits for masks that are left as they are for now"])
    #expect(look.loggedProblems.isEmpty && look.steps.isEmpty, "\(look)")
    #expect(host.tree.kernel.vfioQueues.isEmpty)
  }

  @Test func `says what it wrote and why`() throws {
    let host = try Self.host()
    _ = host.keeper.look(leaving: [])
    let steps = host.keeper.apply { false }.steps
    #expect(steps.map(\.object) == ["masks", "guest web01", "guest web01"])
    #expect(
      steps.first?.text == "masks: echo '-0x05' > bus/ap/apmask: done, because guests need queues "
        + "that the masks reserve", "\(steps)")
  }

  /// A rival takes the domain away again and again, until the guest is left alone.
  @Test(arguments: ["masks", "driver-override, new-queues: probe"])
  func `leaves the queues of a guest that is left alone with vfio_ap`(ownership: String) throws {
    let host = try KeptHost(
      """
      host: {ownership: \(ownership)}
      guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}
      """)
    _ = host.keeper.look(leaving: [])
    #expect(host.keeper.apply { false }.isComplete)
    let domain = "devices/vfio_ap/matrix/\(KeptHost.uuid)/unassign_domain"
    try host.tree.write(domain, line: "4")
    #expect(host.keeper.look(leaving: []).steps.map(\.object) == ["guest web01"])
    #expect(host.keeper.look(leaving: ["guest web01"]).steps.isEmpty)
    try host.tree.write("bus/ap/drivers/vfio_ap/unbind", line: "05.0004")
    #expect(host.keeper.look(leaving: []).steps.allSatisfy { $0.object == "guest web01" })
    #expect(host.keeper.look(leaving: ["guest web01"]).steps.isEmpty)
  }

  @Test func `waits for a module that is not loaded, on a host that it can read`() throws {
    let host = try Self.host()
    host.tree.happen(.unload(.vfio))
    let look = host.keeper.look(leaving: [])
    #expect(look.isComplete)
    #expect(look.waits.contains { $0.contains("vfio_ap") }, "\(look)")
  }

  @Test func `knows that somebody's mdev keeps a guest from being made`() throws {
    let host = try Self.host()
    let other = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"
    let parent = "devices/vfio_ap/matrix"
    try host.tree.write("bus/ap/apmask", line: "-5")
    try host.tree.write("\(parent)/mdev_supported_types/vfio_ap-passthrough/create", line: other)
    try host.tree.write("\(parent)/\(other)/assign_adapter", line: "5")
    try host.tree.write("\(parent)/\(other)/assign_domain", line: "4")
    let look = host.keeper.look(leaving: [])
    #expect(look.isObstructed && look.isComplete)
    #expect(look.loggedProblems.contains { $0.contains("05.0004") }, "\(look)")
  }

  /// What another mdev has of the host's own holds up the masks, and nobody else.
  @Test func `looks after its guests where an mdev of nobody holds what the host would keep`()
    throws
  {
    let host = try KeptHost(
      "host: {keeps: {adapters: all except 5, domains: all}}\n"
        + "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}")
    _ = host.keeper.look(leaving: [])
    #expect(host.keeper.apply { false }.isComplete)
    let other = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"
    let mdevs = "devices/vfio_ap/matrix"
    host.tree.rival("bus/ap/apmask", "-6")
    host.tree.rival("\(mdevs)/mdev_supported_types/vfio_ap-passthrough/create", other)
    host.tree.rival("\(mdevs)/\(other)/assign_adapter", "6")
    host.tree.rival("\(mdevs)/\(other)/assign_domain", "4")
    host.tree.rival("bus/ap/drivers/vfio_ap/unbind", "05.0004")
    let look = host.keeper.look(leaving: [])
    #expect(
      look.loggedProblems.contains {
        $0.hasPrefix("mdev \(other): it holds 06.0004, which the host would keep")
      })
    #expect(look.steps.map(\.object) == ["guest web01"], "\(look)")
    #expect(host.keeper.apply { false }.isComplete)
    #expect(host.tree.kernel.mdevs.first { $0.uuid == KeptHost.uuid }?.shadow.queueCount == 1)
  }

  /// What needs consent is no step, and `status --check` names it.
  @Test func `lists a guest that is assigned otherwise than declared, as every report does`() throws
  {
    let host = try Self.host()
    _ = host.keeper.look(leaving: [])
    #expect(host.keeper.apply { false }.isComplete)
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: true))
    _ = try host.declare(
      "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4, control-domains: 9}}",
      mode: "observe")
    let look = host.keeper.look(leaving: [])
    #expect(look.problems.contains { $0.code == .guestNotAsDeclared }, "\(look.problems)")
    #expect(look.loggedProblems.isEmpty)
  }

  @Test func `says which queues of a guest can't answer`() throws {
    let host = try Self.host()
    _ = host.keeper.look(leaving: [])
    #expect(host.keeper.apply { false }.isComplete)
    host.tree.happen(.hardware(.checkstop(AdapterID(5), true)))
    host.tree.happen(.scan)
    let look = host.keeper.look(leaving: [])
    #expect(
      look.loggedProblems == [
        "guest web01 has 1 queue of adapter 05 that can't answer: checkstopped (05.0004)"
      ])
    #expect(look.steps.isEmpty && !look.isObstructed)
  }

  /// By 0 an alert would call a guest without crypto that nobody could look at.
  @Test(
    arguments: [
      ([], 1), (["devices/vfio_ap/matrix"], nil),
      (["devices/vfio_ap/matrix/\(KeptHost.uuid)/guest_matrix", "bus/ap/ap_adapter_mask"], nil),
    ] as [([String], Int?)])
  func `has no number of effective queues for a guest of which that could not be read`(
    unreadable: [String], effective: Int?
  ) throws {
    let host = try Self.host()
    _ = host.keeper.look(leaving: [])
    #expect(host.keeper.apply { false }.isComplete)
    host.tree.unreadable = Set(unreadable)
    let look = host.keeper.look(leaving: [])
    #expect(look.isComplete == unreadable.isEmpty)
    let guest = try #require(look.guests.first { $0.uuid == KeptHost.uuid })
    #expect((guest.isReadable ? guest.effective : nil) == effective, "\(guest)")
    #expect(guest.declared == 1)
    host.tree.unreadable = []
    host.tree.rival("devices/vfio_ap/matrix/\(KeptHost.uuid)/remove", "1")
    let absent = host.keeper.look(leaving: []).guests
    #expect(absent.map(\.isReadable) == [true] && absent.map(\.effective) == [0])
  }

  /// What is detached from its driver certainly gives nothing, and an alert is due.
  @Test func `has no effective queue for a guest whose mdev is detached`() throws {
    let host = try Self.host()
    _ = host.keeper.look(leaving: [])
    #expect(host.keeper.apply { false }.isComplete)
    host.tree.rival("bus/mdev/drivers/vfio_ap_mdev/unbind", KeptHost.uuid)
    let guest = try #require(
      host.keeper.look(leaving: []).guests.first { $0.uuid == KeptHost.uuid })
    #expect(guest.isReadable && guest.effective == 0 && guest.declared == 1)
  }

  /// Of a running guest a domain is to be taken, which is a consent; a control domain is none that it can't
  /// control, and nobody waits for one that is not declared.
  @Test(arguments: ["[]", "[4, 5]"])
  func `gives a running guest back what it should have, whatever else waits for consent`(
    more: String
  ) throws {
    let host = try KeptHost(
      """
      guests:
        web01: {uuid: \(KeptHost.uuid), adapters: [5, 6], domains: 4, control-domains: \(more)}
      """)
    _ = host.keeper.look(leaving: [])
    #expect(host.keeper.apply { false }.isComplete)
    host.tree.happen(.hardware(.domain(DomainID(5), true)))
    host.tree.happen(.scan)
    let mdev = "devices/vfio_ap/matrix/\(KeptHost.uuid)"
    try host.tree.write("bus/ap/aqmask", line: "-5")
    for member in ["assign_domain", "assign_control_domain"] {
      try host.tree.write("\(mdev)/\(member)", line: "5")
    }
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: true))
    try host.tree.write("bus/ap/drivers/vfio_ap/unbind", line: "05.0004")
    let waits = host.keeper.look(leaving: []).waits
    let consents = waits.filter { $0.contains("apmatrix apply --allow-disruption") }
    #expect(consents.count == 1, "\(waits)")
    let others = waits.filter { !consents.contains($0) }
    let wait = "guest web01 waits for control domain 0004 0005"
    #expect(others == (more == "[]" ? [] : [wait]), "\(waits)")
    #expect(host.keeper.apply { false }.isComplete)
    #expect(host.tree.kernel.vfioQueues.count == 4)
  }
}
