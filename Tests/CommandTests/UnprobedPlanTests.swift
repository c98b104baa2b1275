import PlainJSON
import TestSupport
import Testing

/// Somebody has written 0 to `drivers_autoprobe`, of which a configuration says nothing.
@Suite
struct `A declared host on which nothing is bound by itself` {
  private static let fact = "drivers_autoprobe is 0"

  @Test(arguments: ["6.1", "7.1"])
  func `is not said to be as it should be`(kernel: String) throws {
    let host = try DocumentedHost.make(kernel)
    #expect(try host.run("apply", "--yes").status == 0)
    #expect(try host.run("plan").output == "Nothing to do: the host is as it should be.\n")
    try host.write(("bus/ap/drivers_autoprobe", "0"))
    for command in ["plan", "apply"] {
      let result = try host.run(command)
      let text = DocumentedHost.joined(result.output)
      #expect(
        result.status == 0 && text.hasPrefix("Nothing to do now. Host: \(Self.fact)"), "\(text)")
    }
    let json = try host.run("plan", "--format", "json").output
    let document = try JSONParser.parse(Array(json.utf8))
    #expect(document["notes"]?.array?.count == 1 && document["unanswering"]?.array?.count == 0)
    let check = try host.run("check").output
    #expect(
      check.hasSuffix("\nnothing to do now\n") && check.contains("\n\(Self.fact)"), "\(check)")
  }
}
