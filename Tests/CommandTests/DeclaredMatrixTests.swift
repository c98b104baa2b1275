import TestSupport
import Testing

/// What status says of a guest must be what the agent says of it, which knows the configuration.
@Suite
struct `A declared guest with another matrix than declared` {
  private static let web01 = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let mdev = "devices/vfio_ap/matrix/\(web01)/"

  @Test(arguments: [
    ("unassign_adapter", "6", "without adapter 06"),
    ("unassign_domain", "4", "without domain 0004"),
    ("assign_control_domain", "0x33", "with control domain 0033 besides"),
  ])
  func `is degraded, and the way back is told`(
    attribute: String, value: String, difference: String
  ) throws {
    let host = try DocumentedHost.make("6.12")
    #expect(try host.run("apply", "--yes").status == 0)
    #expect(try host.run("status", "--check").status == 0)
    try host.write((Self.mdev + attribute, value))
    let fact = "guest web01 is assigned otherwise than declared: \(difference)"
    let check = try host.run("status", "--check")
    #expect(check.status == 2)
    #expect(check.output.hasPrefix("DEGRADED: \(fact)"), "\(check.output)")
    let json = try host.run("status", "--format", "json")
    #expect(json.output.contains("\"guest-not-as-declared\""))
    let story = DocumentedHost.joined(try host.run("explain", "web01").output)
    #expect(story.contains("That is not what is declared: \(difference)."))
    #expect(story.contains("apmatrix plan shows the steps to what is declared"), "\(story)")
    // Nobody has declared it where no configuration is named.
    #expect(!(try host.plain("status").output.contains("declared")))
    #expect(try host.run("apply", "--yes").status == 0)
    #expect(try host.run("status", "--check").status == 0)
  }

  @Test func `is told with what lacks and what is too much`() throws {
    let host = try DocumentedHost.make("6.12")
    #expect(try host.run("apply", "--yes").status == 0)
    try host.write(
      (Self.mdev + "unassign_adapter", "5"), (Self.mdev + "unassign_domain", "4"),
      (Self.mdev + "unassign_control_domain", "0xab"))
    let check = try host.run("status", "--check", "--guest", "web01")
    #expect(
      check.output.contains("without adapter 05, domain 0004, control domain 00ab"),
      "\(check.output)")
    #expect(check.status == 2)
  }
}
