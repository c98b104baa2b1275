import Glibc
import TestSupport
import Testing

/// `pkill -HUP`, `systemctl kill`: systemd takes an end by SIGHUP for a clean one and starts nothing anew.
@Suite
struct `An agent that is only starting` {
  private typealias Living = `An agent and a fake host as processes`

  @Test(Needs.strace) func `takes a SIGHUP for a reload, too`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(Living.guests)
    let agent = try host.startAgent(
      under: "strace -D -f -qqq -o /dev/null -P \(host.file("apmatrix.yaml")) -e trace=openat"
        + " -e inject=openat:signal=HUP:when=1")
    defer { _ = host.stop(agent) }
    #expect(host.wait { Living.matrix($0, Living.web).count == 4 }, "\(agent.text)")
    #expect(agent.isRunning && host.wait { $0.status.contains("\"reload\":") }, "\(host.status)")
  }
}
