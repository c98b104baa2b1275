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

  private static func host(_ kernel: String) throws -> DocumentedHost {
    let host = try DocumentedHost.make(kernel)
    #expect(try host.run("apply", "--yes", "--check").status == 0)
    try host.fake("checkstop", with: "05.0047", "on", "--scan")
    return host
  }
}
