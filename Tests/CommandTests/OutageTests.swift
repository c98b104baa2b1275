import SystemPackage
import TestSupport
import Testing

/// A guest keeps the queues of an adapter that has stopped answering, and lacks nothing.
@Suite
struct `An adapter that can't answer` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  @Test(arguments: [
    (["config"], "off", "deconfigured", "configure adapter 0x05 on at the HMC or SE"),
    (["checkstop"], "on", "checkstopped", "look at adapter 05 at the HMC or SE"),
  ])
  func `is a problem of the guest that has it`(
    verb: [String], state: String, word: String, remedy: String
  ) throws {
    let host = try DocumentedHost.make("7.1")
    try host.write(("bus/ap/apmask", "-5"))
    try host.guest(Self.uuid, adapters: ["5"], domains: ["4", "0x47"])
    try host.fake("guest", "start", with: Self.uuid)
    #expect(try host.plain("status", "--check").status == 0)
    try host.fake(verb[0], with: "0x05", state, "--scan")
    let fact =
      "guest \(Self.uuid) has 2 queues of adapter 05 that can't answer: \(word) (05.0004 05.0047)"
    let check = try host.plain("status", "--check")
    #expect(check.status == 2)
    #expect(check.output == "DEGRADED: \(fact)\n")
    #expect(DocumentedHost.joined(try host.plain("status").output).contains(fact))
    // It lacks nothing, and another adapter is none of its business.
    #expect(try !host.plain("status").output.contains("lacks"))
    #expect(try host.plain("status", "--check", "--card", "6").status == 0)
    let queue = DocumentedHost.joined(try host.plain("explain", "05.0047").output)
    #expect(queue.contains("has it, but it answers nothing: \(word)."))
    #expect(try host.advice("05.0047").hasPrefix(remedy))
    let guest = DocumentedHost.joined(try host.plain("explain", Self.uuid).output)
    #expect(guest.contains("It has 05.0004 05.0047, but they answer nothing: \(word)."))
    #expect(try host.advice(Self.uuid).hasPrefix(remedy))
  }

  @Test func `is found in a recorded host`() throws {
    let recording = RecordedHost("7.1.8/g-01-chkstop").path.string
    let result = try Program.apmatrix.run(["status", "--check", "--sysfs", recording])
    #expect(result.status == 2)
    #expect(result.output.contains("has 2 queues of adapter 05 that can't answer: checkstopped"))
  }
}
