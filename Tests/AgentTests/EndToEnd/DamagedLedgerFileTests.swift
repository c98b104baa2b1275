import Agent
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized)
struct `A file of exposures that is not understood` {
  /// Else nobody could acknowledge anything, as often as the agent is started.
  @Test(arguments: ["", "{", "{\"schema\":\"another\"}\n"])
  func `is told of once, and replaced by the agent that finds it`(text: String) throws {
    let host = try FakeLPAR(.log)
    try host.declare(`An agent and a fake host as processes`.guests)
    let directory = host.host.appending(".apmatrix")
    try TextFile.write(text, to: directory.appending("exposures.json"))
    let agent = try host.startAgent()
    let isReplaced = host.wait { _ in ExposureStore(directory).ledger(WallClock()) != nil }
    #expect(isReplaced, "\(agent.text)")
    #expect(host.stop(agent) == 0)
    #expect(agent.text.ranges(of: "exposures.json: not understood").count == 1)
  }
}
