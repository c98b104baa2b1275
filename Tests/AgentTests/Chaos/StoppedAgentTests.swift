import Glibc
import SystemPackage
import TestSupport
import Testing

/// SIGSTOP and SIGCONT for the real program, and a clock that jumps.
@Suite(.serialized)
struct `An agent that is stopped, or whose clock is set` {
  private typealias Living = `An agent and a fake host as processes`

  private static func isWhole(_ host: FakeLPAR) -> Bool {
    Living.matrix(host, Living.web).count == 4
      && Living.matrix(host, Living.data) == ["05.0047", "07.0047"]
      && host.status.contains("\"condition\":\"as declared\"")
  }

  /// A host on which all is as it is declared.
  private static func host(
    under tracer: (FakeLPAR) -> String = { _ in "" }
  ) throws -> (FakeLPAR, Background) {
    let host = try FakeLPAR(.log, adapters: "5:cca,6:accel,7:cca")
    try host.declare(Living.guests)
    let agent = try host.startAgent(under: tracer(host))
    try #require(host.wait(until: isWhole), "\(agent.text)")
    return (host, agent)
  }

  /// The lines that the agent has written since.
  private static func lines(_ agent: Background, after text: String) -> [String] {
    agent.text.dropFirst(text.count).split(separator: "\n").map(String.init)
  }

  @Test func `goes on where the host is by then, and tells of nothing but that`() throws {
    let (host, agent) = try Self.host()
    defer { _ = host.stop(agent) }
    let known = agent.text
    for round in 0..<3 {
      try #require(host.halt(agent))
      try host.fake("adapter", "remove", "6", "--scan")
      try host.fake("adapter", "add", "6:accel", "--scan")
      try host.fake("write", "devices/vfio_ap/matrix/\(Living.data)/unassign_domain", "0x47")
      agent.signal(SIGCONT)
      #expect(host.wait(until: Self.isWhole), "round \(round): \(agent.text)")
    }
    let lines = Self.lines(agent, after: known)
    #expect(
      lines.count { $0.contains("/ap_config = ") && $0.contains(": done, because") } == 3,
      "\(lines)")
    #expect(lines.allSatisfy { !$0.contains("blocked") && !$0.contains("failed") }, "\(lines)")
  }

  /// The time of day of the agent, moved by a file.
  private static func clock(_ host: FakeLPAR) -> String {
    let library = host.file("set-clock.so")
    let source = Repository.root.appending("Tests/tools/set-clock.c")
    let built = try? Program.clang?.run(["-shared", "-fPIC", "-o", library.string, source.string])
    #expect(built?.status == 0, "\(built?.errors ?? "")")
    return "env LD_PRELOAD=\(library) SET_CLOCK=\(host.file("clock"))"
  }

  @Test(.enabled(if: Program.clang != nil, "needs clang"), arguments: [30, -20])
  func `repairs at the same pace whatever the time of day is`(years: Int) throws {
    let (host, agent) = try Self.host(under: Self.clock)
    defer { _ = host.stop(agent) }
    let known = agent.text
    let year = Self.year(host)
    // Another tool is in the middle of a change when the clock is set.
    try TextFile.write("1\n", to: host.file("lock"))
    try host.fake("write", "devices/vfio_ap/matrix/\(Living.data)/unassign_domain", "0x47")
    #expect(host.wait { _ in agent.text.contains("locked by") }, "\(agent.text)")
    try TextFile.write("\(years * 365 * 86_400)\n", to: host.file("clock"))
    #expect(host.wait { Self.year($0) != year }, "\(host.status)")
    #expect(try TextFile.text(host.file("lock")) == "1\n")
    #expect(Living.matrix(host, Living.data) == ["05.", "07."])
    unlink(host.file("lock").string)
    #expect(host.wait(until: Self.isWhole), "\(agent.text)")
    let lines = Self.lines(agent, after: known)
    #expect(lines.allSatisfy { !$0.contains("blocked") && !$0.contains("left behind") }, "\(lines)")
  }

  /// The year in which the status says that it was made.
  private static func year(_ host: FakeLPAR) -> String? {
    let text = host.status
    return text.ranges(of: "\"updated\":\"").first.map { String(text[$0.upperBound...].prefix(4)) }
  }
}
