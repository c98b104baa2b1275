import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite
struct `An agent after one that was killed` {
  /// A process whose first thread has ended while another lives on, as of one that was killed in a write that the
  /// kernel blocks; it has the claim, an open file's lock (37: F_OFD_SETLK), until a file is there.
  private static let predecessor = """
    import ctypes, fcntl, os, struct, sys, threading, time
    claim = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.fcntl(claim, 37, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
    os.write(claim, b"%d\\nenforce\\n/first.yaml\\n" % os.getpid())
    def end():
      while not os.path.exists(sys.argv[2]): time.sleep(0.02)
      os._exit(0)
    threading.Thread(target=end).start()
    ctypes.CDLL(None).pthread_exit(None)
    """

  @Test(Needs.tool("python3", package: "python3"))
  func `waits for the kernel to let go of it, says so once, and then keeps the host`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(`An agent and a fake host as processes`.guests)
    let claim = host.host.appending(".apmatrix").appending("agent.claim")
    try TextFile.write(Self.predecessor, to: host.file("first.py"))
    let first = try Background(
      "exec python3 \(host.file("first.py")) \(claim) \(host.file("end"))", output: host.file("out")
    )
    #expect(host.wait { _ in (try? TextFile.text(claim))?.hasSuffix("first.yaml\n") == true })

    let agent = try host.startAgent()
    #expect(host.wait { _ in !agent.text.isEmpty })
    usleep(500_000)
    #expect(
      agent.text
        == "apmatrix: agent: waits to keep this host: an agent (pid \(first.pid), mode enforce) by /first.yaml was"
        + " killed, and the kernel has yet to end an access of it\n")
    try TextFile.write("", to: host.file("end"))
    #expect(host.wait { $0.status.contains("\"condition\":\"waiting\"") }, "\(agent.text)")
    #expect(host.stop(agent) == 0)
  }
}
