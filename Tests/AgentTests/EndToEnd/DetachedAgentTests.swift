import SystemPackage
import TestSupport
import Testing

@Suite
struct `An agent without standard input, output or error` {
  /// An init without a console starts programs so; the log must not go where descriptors 0 to 2 point.
  @Test func `keeps its log out of the host and of its own descriptors`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(`An agent and a fake host as processes`.guests)
    let agent = try host.startAgent("<&- >&- 2>&-")
    #expect(host.wait { $0.status.contains("\"condition\":\"waiting\"") })
    try host.fake("adapter", "add", "0x07:cca", "--scan")
    #expect(host.wait { $0.status.contains("\"condition\":\"as declared\"") })
    #expect(host.stop(agent) == 0)
    #expect(agent.text.isEmpty)
    let status = try Program.apmatrix.run(["status", "--check", "--sysfs", host.host.string])
    #expect(status.status == 0, "\(status.errors)")
    for name in TextFile.names(host.host.appending(".apmatrix")) {
      let text = try TextFile.text(host.host.appending(".apmatrix").appending(name))
      #expect(!text.contains("agent:"), "\(name)")
    }
  }
}
