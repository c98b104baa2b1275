import Glibc
import SystemPackage
import TestSupport
import Testing

/// The real program without descriptors, and without memory.
@Suite(.serialized)
struct `A program in want` {
  private typealias Living = `An agent and a fake host as processes`

  private static let adapters = "5:cca,6:accel,7:cca"
  private static let hasLimits = Program.installed("prlimit") != nil

  private static func isWhole(_ host: FakeLPAR) -> Bool {
    Living.matrix(host, Living.web).count == 4
      && Living.matrix(host, Living.data) == ["05.0047", "07.0047"]
      && host.status.contains("\"condition\":\"as declared\"")
  }

  private static func host() throws -> (FakeLPAR, Background) {
    let host = try FakeLPAR(.log, adapters: adapters)
    try host.declare(Living.guests)
    let agent = try host.startAgent()
    try #require(host.wait(until: isWhole), "\(agent.text)")
    return (host, agent)
  }

  private static func limit(_ agent: Background, _ limit: String) throws {
    let program = try #require(Program.installed("prlimit"))
    let result = try program.run(["--pid", "\(agent.pid)", limit])
    #expect(result.status == 0, "\(result.errors)")
  }

  /// It has its standard descriptors and those that it waits for; nothing else can be opened, and poll(2)
  /// refuses to wait for as many as it has.
  @Test(.enabled(if: hasLimits, "needs prlimit from util-linux"))
  func `that can open nothing calls nothing gone, writes nothing, and goes on afterwards`() throws {
    let (host, agent) = try Self.host()
    defer { _ = host.stop(agent) }
    let known = agent.text
    try Self.limit(agent, "--nofile=3:")
    try host.fake("write", "devices/vfio_ap/matrix/\(Living.data)/unassign_domain", "0x47")
    #expect(host.wait { _ in agent.text.contains("lock failed: Too many open files") })
    #expect(host.wait { _ in agent.text.contains("status.json: not written") })
    #expect(Living.matrix(host, Living.data) == ["05.", "07."])
    try Self.limit(agent, "--nofile=1024:")
    #expect(host.wait(until: Self.isWhole), "\(agent.text)")
    let lines = agent.text.dropFirst(known.count).split(separator: "\n")
    let wrong = ["no AP bus", "mdev is gone", "failed with", "blocked"]
    #expect(!lines.contains { line in wrong.contains { line.contains($0) } }, "\(lines)")
    #expect(lines.count { $0.contains("status.json: not written") } == 1, "\(lines)")
    #expect(host.stop(agent) == 0)
  }

  @Test func `of descriptors shows a whole host or says what it could not open`() throws {
    let (host, agent) = try Self.host()
    #expect(host.stop(agent) == 0)
    let shell = try #require(Program.installed("sh"))
    let program = try Repository.programs.appending("apmatrix").string
    func run(_ limit: Int) throws -> Program.Result {
      try shell.run([
        "-c", "ulimit -S -n \(limit); exec \(program) status --check --sysfs \(host.host)",
      ])
    }
    let whole = try run(64)
    #expect(whole.status == 0)
    var refusals = 0
    for limit in 3...16 {
      let result = try run(limit)
      guard result.output != whole.output else { continue }
      refusals += 1
      // With some it reads a part of the host, and then says of which it knows nothing.
      let isPart = result.output.contains("open failed: Too many open files")
      #expect([1, 2, 127].contains(result.status), "\(limit): \(result)")
      #expect(result.output.isEmpty || isPart, "\(limit): \(result)")
      #expect(result.errors.hasSuffix("\n"), "\(limit): \(result)")
      #expect(result.errors.contains("open files") || result.errors.contains("Error 24"))
    }
    #expect(refusals > 1)
  }

  /// A program whose memory is refused is ended by that; it stands for a kill at any of its allocations.
  @Test(
    .enabled(if: hasLimits, "needs prlimit from util-linux"),
    arguments: [0, 64, 192, 448, 1_024])
  func `of memory ends or does its work, and the next agent finds nothing in its way`(
    kilobytes: Int
  ) throws {
    let (host, agent) = try Self.host()
    let text = try TextFile.text(FilePath("/proc/\(agent.pid)/statm"))
    let pages = try #require(text.split(separator: " ").first.flatMap { Int($0) })
    try Self.limit(agent, "--as=\(pages * 4096 + kilobytes * 1024):")
    try host.fake("adapter", "remove", "6", "--scan")
    try host.fake("write", "devices/vfio_ap/matrix/\(Living.data)/unassign_domain", "0x47")
    try host.fake(
      "adapter", "add", "6:accel,\((8...40).map { "\($0):cca" }.joined(separator: ","))")
    try host.fake("scan")
    let isDecided = host.wait { !agent.isRunning || Self.isWhole($0) }
    #expect(isDecided, "\(agent.text)")
    agent.end(SIGKILL)
    unlink(host.file("status.json").string)
    let next = try host.startAgent()
    #expect(host.wait(until: Self.isWhole), "\(next.text)")
    #expect(host.stop(next) == 0)
    #expect(!TextFile.names(host.file("")).contains { $0.hasPrefix("lock") })
  }
}
