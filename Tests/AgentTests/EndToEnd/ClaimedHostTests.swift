import Glibc
import Reconcile
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized)
struct `The agents of one host` {
  private typealias Living = `An agent and a fake host as processes`

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
  func `wait for the end of one that was killed in an access, and say so once`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(Living.guests)
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

  @Test func `say in their claim what a reload has made of them`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(mode: "observe", Living.guests)
    let agent = try host.startAgent()
    defer { _ = host.stop(agent) }
    #expect(host.wait { !$0.status.isEmpty })
    let path = host.host.appending(".apmatrix/agent.claim")
    func claim() -> [String?] {
      let holder = AgentClaim.holder(at: path)
      return [holder?.mode, holder?.configuration]
    }
    let file = host.file("apmatrix.yaml").string
    #expect(claim() == ["observe", file])
    try host.declare(mode: "enforced", Living.guests)
    agent.signal(SIGHUP)
    #expect(host.wait { $0.status.contains("\"refused_reloads\":1") })
    #expect(claim() == ["observe", file])
    try host.declare(Living.guests)
    agent.signal(SIGHUP)
    #expect(host.wait { _ in claim() == ["enforce", file] })
    #expect(host.wait { Living.matrix($0, Living.web).count == 4 })
  }

  @Test func `are one for each host: a second ends with a line that names the first`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(Living.guests)
    let first = try host.startAgent()
    defer { _ = host.stop(first) }
    #expect(host.wait { $0.status.contains("\"condition\":\"waiting\"") })
    let told = first.text
    let second = try host.startAgent()
    #expect(host.wait { _ in !second.isRunning })
    #expect(second.end() == 1)
    let line = second.text.dropFirst(told.count)
    #expect(line.split(separator: "\n").count == 1, "\(line)")
    #expect(
      line.hasPrefix(
        "apmatrix: agent: this host is kept by an agent (pid \(first.pid), mode enforce) by "))

    // One that only observes may run beside it; once the first was killed, another may take over.
    let status = host.file("beside.json")
    let observer = try host.startAgent("--observe --status-file \(status)")
    #expect(host.wait { _ in TextFile.names(host.file("")).contains("beside.json") })
    #expect(observer.isRunning)
    #expect(host.stop(observer) == 0)
    first.end(SIGKILL)
    let third = try host.startAgent()
    let starts = { third.text.ranges(of: "agent: keeps").count }
    #expect(host.wait { _ in starts() == 3 }, "\(third.text)")
    #expect(third.isRunning)
    #expect(host.stop(third) == 0)
  }
}
