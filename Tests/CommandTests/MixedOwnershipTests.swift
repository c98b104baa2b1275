import TestSupport
import Testing

/// Masks of the kernel's parameters stand beside a driver_override: no mask can be written, and nothing has to be.
@Suite
struct `A host with an override beside masks of the kernel's parameters` {
  private static let other = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let guest = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"
  private static let override = "devices/ap/card05/05.0004/driver_override"

  @Test func `lets an mdev go that holds nothing, by the one write that this takes`() throws {
    let host = try Self.host()
    let plan = try host.plain("guest", "remove", Self.other, "--dry-run")
    #expect(plan.output.hasPrefix("Plan: 1 step\n"), "\(plan.output)")
    #expect(try host.plain("guest", "remove", Self.other, "--yes").status == 0)
    #expect(try host.plain("guest", "remove", Self.guest, "--yes").status == 0)
  }

  @Test func `changes what needs no queue of another driver, under a running guest`() throws {
    let host = try Self.host()
    try host.fake("guest", "start", with: Self.guest)
    let assigned = try host.plain("assign", Self.guest, "--control-domain", "4", "--yes")
    #expect(assigned.status == 0, "\(assigned.errors)")
    #expect(!assigned.output.contains("loses"), "\(assigned.output)")
    #expect(try host.plain("guest", "create", "--yes").status == 0)
    let refused = try host.plain("assign", Self.guest, "--adapter", "5", "--yes")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("driver_override is set beside masks"), "\(refused.errors)")
    #expect(try host.plain("status", "--check").status == 0)
  }

  @Test func `is imported with what its masks are to be, and says that they are not yet`() throws {
    let text = try Self.host().plain("import").output
    #expect(
      text.contains(
        "# active (apmask, aqmask), with the bits clear that stand in for driver_override"))
  }

  /// The kernel takes a queue from its driver when a mask changes, not when its override is cleared.
  @Test func `names what the next mask write takes from the host`() throws {
    let host = try DocumentedHost.make(
      "7.1", "--apmask", "0xfb" + String(repeating: "f", count: 62))
    try host.write((Self.override, "cex4queue"))
    try host.fake("unbind", with: "05.0004")
    try host.write(("bus/ap/drivers_probe", "05.0004"))
    #expect(try host.plain("status", "--check").status == 0)
    try host.write((Self.override, ""))
    let check = try host.plain("status", "--check")
    #expect(check.status == 2)
    #expect(
      check.output.contains("05.0004 is with cex4queue although the masks leave it to vfio_ap"))
    #expect(try host.advice("05.0004").hasPrefix("to keep it with the host, set its bits in"))
    try host.fake("unbind", with: "05.0004")
    try host.write(("bus/ap/drivers_probe", "05.0004"))
    #expect(try host.plain("status", "--check").status == 0)
  }

  /// Half of a hand-over: the kernel looks at an override when it probes a queue.
  @Test func `names what the next probe takes from the host, where overrides are read`() throws {
    let host = try DocumentedHost.make("7.2")
    try host.write(("devices/ap/card05/05.0047/driver_override", "vfio_ap"))
    let fact =
      "05.0047 is with cex4queue although its driver_override names vfio_ap: the next probe"
    for report in [try host.plain("status", "--format", "json"), try host.plain("doctor")] {
      #expect(DocumentedHost.joined(report.output[...]).contains(fact), "\(report.output)")
    }
    #expect(
      try host.plain("status").output.contains(
        "\n    and the driver_override of 8 (apmatrix doctor does)."))
    #expect(try host.plain("status", "--check").status == 0)
    #expect(
      try host.advice("05.0047").hasPrefix(
        "to keep it with the host, write an empty line to its driver_override; to give it to vfio_ap,"
      ))
    try host.write(("devices/ap/card05/05.00ab/driver_override", "nosuch"))
    #expect(
      try host.advice("05.00ab").hasPrefix(
        "write an empty line to its driver_override to keep it with the host, or write vfio_ap"))
    #expect(try host.plain("masks", "show").output.contains("decides for 05.0047"))
    let imported = try host.plain("import")
    #expect(imported.output.contains("ownership: driver-override"))
    #expect(imported.errors.contains("05.0047: kept for vfio_ap by driver_override"))
  }

  /// Adapter 06 is for guests, and the host keeps 05.0004 by an override.
  private static func host() throws -> DocumentedHost {
    let host = try DocumentedHost.make(
      "7.1", "--apmask", "0xfd" + String(repeating: "f", count: 62))
    try host.write((override, "cex4queue"))
    try host.guest(guest, adapters: ["6"], domains: ["4"])
    try host.guest(other, adapters: [], domains: [])
    return host
  }
}
