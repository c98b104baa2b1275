import Agent
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized)
struct `A file of exposures that is not understood` {
  /// Else nobody could acknowledge anything, as often as the agent is started.
  @Test(arguments: ["", "{", "{\"schema\":\"another\"}\n"])
  func `is told of once, and set aside by the agent that finds it`(text: String) throws {
    let host = try FakeLPAR(.log)
    try host.declare(`An agent and a fake host as processes`.guests)
    let directory = host.host.appending(".apmatrix")
    try TextFile.write(text, to: directory.appending("exposures.json"))
    let agent = try host.startAgent()
    #expect(host.wait { !$0.status.isEmpty }, "\(agent.text)")
    #expect(try TextFile.text(directory.appending("exposures.json.unread")) == text)
    #expect(try Program.apmatrix.run(["acknowledge", "--sysfs", host.host.string]).status == 0)
    #expect(host.stop(agent) == 0)
    #expect(
      agent.text.ranges(of: "exposures.json: not understood; set aside as \(directory)/").count == 1
    )
  }
}
