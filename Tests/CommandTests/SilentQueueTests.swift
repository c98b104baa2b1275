import PlainJSON
import TestSupport
import Testing

/// The kernel lets a queue pass that is off or checkstopped: no write is missing, and the guest can't work.
@Suite
struct `A declared guest with a queue that answers nothing` {
  private static let fact =
    "guest db01 has 1 queue of adapter 05 that can't answer: checkstopped (05.0047)"

  @Test(arguments: ["6.1", "7.1"])
  func `makes no host that is as it should be, though there is no step`(kernel: String) throws {
    let host = try Self.host(kernel)
    let plan = try host.run("plan")
    #expect(plan.status == 0)
    let text = DocumentedHost.joined(plan.output)
    let start = "Nothing to do now. Hardware: \(Self.fact); look at adapter 05"
    #expect(text.hasPrefix(start), "\(text)")
    let json = try host.run("plan", "--format", "json").output
    let document = try JSONParser.parse(Array(json.utf8))
    #expect(document["unanswering"]?.array?.map(\.string) == [Self.fact])
    #expect(try host.run("check").output.hasSuffix("\(Self.fact)\nnothing to do now\n"))
  }

  @Test func `is told by the exit status of apply --check alone`() throws {
    let host = try Self.host("7.1")
    #expect(try host.run("apply", "--yes").status == 0)
    #expect(try host.run("apply", "--yes", "--check").status == 2)
    try host.fake("checkstop", with: "05.0047", "off", "--scan")
    #expect(try host.run("apply", "--yes", "--check").status == 0)
  }

  @Test func `is told beside the steps, too`() throws {
    let host = try Self.host("7.1")
    _ = try host.plain("unassign", "web01", "--adapter", "6", "--yes")
    let result = try host.run("apply", "--yes", "--check")
    #expect(DocumentedHost.joined(result.output).contains("Hardware: \(Self.fact)"))
    #expect(result.status == 2)
  }

  /// What the host itself has may be as dead, and `status` is degraded for it.
  @Test func `is told with a card of the host's that can't answer`() throws {
    let host = try DocumentedHost.make("7.1")
    try host.fake("adapter", "add", with: "0x0a:cca", "--scan")
    #expect(try host.run("apply", "--yes", "--check").status == 0)
    // Somebody's intention, until nothing else is left.
    try host.fake("adapter", "add", with: "0x0b:cca", "--scan")
    try host.fake("config", with: "0x0b", "off", "--scan")
    #expect(try host.run("plan").output == "Nothing to do: the host is as it should be.\n")
    try host.fake("checkstop", with: "0x0a", "on", "--scan")
    let status = try host.plain("status", "--check").output
    let facts = try host.run("plan", "--format", "json").output
    let document = try JSONParser.parse(Array(facts.utf8))
    let told = try #require(document["unanswering"]?.array).compactMap(\.string)
    #expect("DEGRADED: \(told.joined(separator: "; "))\n" == status)
    #expect(told.map { $0.hasPrefix("card 0") } == [true, true])
    let first = try #require(told.first)
    let text = DocumentedHost.joined(try host.run("plan").output)
    #expect(text.hasPrefix("Nothing to do now. Hardware: \(first); look at adapter 0a"))
    #expect(try host.run("apply", "--yes", "--check").status == 2)
  }

  private static func host(_ kernel: String) throws -> DocumentedHost {
    let host = try DocumentedHost.make(kernel)
    #expect(try host.run("apply", "--yes", "--check").status == 0)
    try host.fake("checkstop", with: "05.0047", "on", "--scan")
    return host
  }
}
