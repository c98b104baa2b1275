import SystemPackage
import TestSupport
import Testing

/// `apmatrix diff --guest` between fake hosts: what it promises, held against what the kernel gives there.
@Suite
struct `A guest that diff lets move` {
  private static let uuid = "11111111-1111-4111-8111-111111111111"
  private static let other = "22222222-2222-4222-8222-222222222222"
  private static let matrix = "devices/vfio_ap/matrix"
  private static let override = "devices/ap/card05/05.0004/driver_override"

  private static func host() throws -> DocumentedHost {
    let host = try DocumentedHost.make("7.1")
    try host.write(("bus/ap/aqmask", "-4,-0x47"))
    return host
  }

  /// What stands between the guest and another host, on one line, and the exit status.
  private static func move(to target: borrowing DocumentedHost) throws -> (
    text: String, status: Int
  ) {
    let source = try host()
    try source.guest(uuid, adapters: ["5"], domains: ["4"])
    let result = try Program.apmatrix.run(
      ["diff", "--guest", uuid, source.root.string, target.root.string])
    #expect(result.errors.isEmpty, "\(result.errors)")
    return (DocumentedHost.joined(result.output), result.status)
  }

  @Test func `finds every queue free where nobody has one`() throws {
    let target = try Self.host()
    #expect(try Self.move(to: target).status == 0)
    try target.guest(Self.uuid, adapters: ["5"], domains: ["4"])
    #expect(try Self.move(to: target).status == 0)
  }

  @Test func `has its queues for itself, not with an mdev that is being removed`() throws {
    let target = try Self.host()
    try target.guest(Self.other, adapters: ["5"], domains: ["4"])
    try target.fake("guest", "start", with: Self.other)
    let remover = try Program.apmatrix.start([
      "fake", "write", target.root.string, "\(Self.matrix)/\(Self.other)/remove", "1",
    ])
    while try !target.plain("status").output.contains("is being removed"), remover.isRunning {}
    let move = try Self.move(to: target)
    #expect(move.status == 2)
    let fact = "NO mdev \(Self.other), which is being removed, has 05.0004 there"
    #expect(
      move.text.contains("\(fact) to mend it: on the other host, stop the guest;"), "\(move.text)")
    try target.fake("guest", "stop", with: Self.other)
    #expect(remover.wait() == 0)
    #expect(try Self.move(to: target).status == 0)
  }

  @Test func `gets its queues, which vfio_ap must have`() throws {
    let target = try Self.host()
    try target.fake("unbind", with: "05.0004")
    let fact = "adapter 05 is dropped because 05.0004 has no driver (unbound by hand"
    let free = try Self.move(to: target)
    #expect(free.status == 2)
    #expect(free.text.contains("NO the guest would lack 05.0004 there: \(fact)"), "\(free.text)")
    try target.guest(Self.uuid, adapters: ["5"], domains: ["4"])
    let made = try Self.move(to: target)
    #expect(made.status == 2)
    #expect(made.text.contains("same matrix, and its guest lacks 05.0004: \(fact)"), "\(made.text)")
    try target.write(("bus/ap/drivers_probe", "05.0004"))
    #expect(try Self.move(to: target).status == 0)
  }

  /// Unassigning does not filter again, so that two mdevs of one matrix may give different queues.
  @Test func `gets its queues of the mdev that is there`() throws {
    let target = try Self.host()
    try target.fake("unbind", with: "05.0047")
    try target.guest(Self.uuid, adapters: ["5"], domains: ["4", "0x47"])
    try target.write(("\(Self.matrix)/\(Self.uuid)/unassign_domain", "0x47"))
    let move = try Self.move(to: target)
    #expect(move.status == 2)
    #expect(
      move.text.contains("and its guest lacks 05.0004: the kernel dropped it earlier"),
      "\(move.text)")
  }

  @Test func `is refused no queue by the masks`() throws {
    let target = try DocumentedHost.make("7.1")
    let fact = "NO apmask and aqmask there reserve 05.0004 for the host"
    try target.fake("module", "unload", with: "zcrypt_cex4")
    let idle = try Self.move(to: target)
    #expect(idle.status == 2)
    #expect(idle.text.contains(fact), "\(idle.text)")
    try target.write((Self.override, "vfio_ap"))
    let waiting = try Self.move(to: target)
    #expect(waiting.text.contains("has no driver (its driver_override names vfio_ap)"))
    try target.write(("bus/ap/drivers_probe", "05.0004"))
    #expect(try Self.move(to: target).status == 0)
    // The kernel looks at the masks again as soon as the override is gone.
    try target.write((Self.override, ""))
    let cleared = try Self.move(to: target)
    #expect(cleared.status == 2)
    #expect(cleared.text.contains(fact), "\(cleared.text)")
  }
}
