import FakeKernel
import Glibc
import SystemPackage
import TestSupport
import Testing

/// The real program under signals, while it waits for a lock of the test's and while a reset that does not
/// end holds its write.
@Suite
struct `A command that is told to stop` {
  private static let signals: [(signal: Int32, status: Int)] = [(SIGINT, 130), (SIGTERM, 143)]

  private static let changes: [[String]] = [
    ["apply", "--config"], ["assign", "web01", "--control-domain", "0x47", "--config"],
    ["unassign", "db01", "--domain", "0x47", "--config"],
    ["guest", "create", "--control-domain", "0x47"], ["guest", "remove", "db01", "--config"],
    ["masks", "set", "--adapters=-0x30"],
  ]

  /// A host of the three guests, where `apply` has something to do again.
  private static func host() throws -> DocumentedHost {
    let host = try DocumentedHost.make("7.2")
    #expect(try host.run("apply", "--yes").status == 0)
    let text = try TextFile.text(host.config)
    // db01 lets go of a domain, and web01 gets it.
    let changed = text.replacing(
      "adapters: [0x05]\n    domains: [0x47, 0xff]",
      with: "adapters: [0x05]\n    domains: [0xff]"
    ).replacing(
      "adapters: [0x05, 0x06]\n    domains: [0x04, 0xab]",
      with: "adapters: [0x05]\n    domains: [0x04, 0x47]")
    #expect(changed != text)
    try TextFile.write(changed, to: host.config)
    return host
  }

  private static func lock(_ host: borrowing DocumentedHost) -> FilePath {
    host.root.appending(".apmatrix/s390apconfig.lock")
  }

  private static func output(_ host: borrowing DocumentedHost) -> FilePath {
    host.scratch.path.appending("out")
  }

  private static func errors(_ host: borrowing DocumentedHost) -> FilePath {
    host.scratch.path.appending("err")
  }

  private static func start(
    _ arguments: [String], _ host: borrowing DocumentedHost
  ) throws -> RunningProgram {
    let config = arguments.last == "--config" ? [host.config.string] : []
    return try Program.apmatrix.start(
      arguments + config + ["--yes", "--sysfs", host.root.string],
      output: output(host).string, errors: errors(host).string)
  }

  /// Waits until the program has said something on standard error.
  private static func waitFor(
    _ words: String, _ program: RunningProgram, _ host: borrowing DocumentedHost
  ) throws {
    let file = errors(host)
    while (try? TextFile.text(file))?.contains(words) != true {
      try #require(program.isRunning, "ended before it said \(words)")
      usleep(1000)
    }
  }

  private static func state(_ host: borrowing DocumentedHost) throws -> String {
    try Program.apmatrix.run(["fake", "state", host.root.string]).output
  }

  @Test(arguments: changes, signals)
  func `ends at the first signal while it waits for the lock, and says so in one line`(
    change: [String], signal: (signal: Int32, status: Int)
  ) throws {
    let host = try Self.host()
    let before = try Self.state(host)
    try TextFile.write("\(getpid())\n", to: Self.lock(host))
    let program = try Self.start(change, host)
    try Self.waitFor("; waiting\n", program, host)
    program.send(signal.signal)
    #expect(program.wait() == signal.status)
    let lines = try TextFile.text(Self.errors(host)).split(separator: "\n")
    #expect(lines.count == 2, "\(lines)")
    #expect(lines.last?.contains("not done, because the run was told to stop") == true, "\(lines)")
    #expect(try TextFile.text(Self.output(host)).contains("Done: nothing."))
    // The lock is the test's still, and nothing else was left.
    #expect(try TextFile.text(Self.lock(host)) == "\(getpid())\n")
    #expect(try Self.state(host) == before)
  }

  /// Starts a change, and waits until its write waits for the reset of 05.0047.
  private static func startSlowly(
    _ arguments: [String], _ host: borrowing DocumentedHost
  ) throws -> RunningProgram {
    try host.fake("slow-reset", with: "05.0047", "on")
    let program = try start(arguments, host)
    let tree = try #require(try FakeTree.open(root: host.root))
    while try !tree.kernel().isResetting {
      try #require(program.isRunning, "ended before its write")
      usleep(1000)
    }
    return program
  }

  @Test(arguments: signals)
  func `ends after the write that is under way, and gives the lock back`(
    signal: (signal: Int32, status: Int)
  ) throws {
    let host = try Self.host()
    let program = try Self.startSlowly(["apply", "--config"], host)
    program.send(signal.signal)
    try Self.waitFor("ends after the current step; a second signal ends at once", program, host)
    try host.fake("slow-reset", with: "05.0047", "off")
    #expect(program.wait() == signal.status)
    let output = try TextFile.text(Self.output(host))
    #expect(output.contains("Done: step") && output.contains("Not done: step"), "\(output)")
    let errors = try TextFile.text(Self.errors(host))
    #expect(errors.contains("not done, because the run was told to stop"), "\(errors)")
    #expect(!TextFile.names(host.root.appending(".apmatrix")).contains("s390apconfig.lock"))
    #expect(try host.run("apply", "--yes").status == 0)
    #expect(try host.run("plan").status == 0)
  }

  @Test(arguments: [
    ["unassign", "db01", "--domain", "0x47", "--config"], ["guest", "remove", "db01", "--config"],
  ])
  func `says that all is done where that was its only write, with the signal's status`(
    change: [String]
  ) throws {
    let host = try Self.host()
    let program = try Self.startSlowly(change, host)
    program.send(SIGINT)
    try Self.waitFor("ends after the current step", program, host)
    try host.fake("slow-reset", with: "05.0047", "off")
    #expect(program.wait() == 130)
    let output = try TextFile.text(Self.output(host))
    #expect(output.contains("Done: "), "\(output)")
    #expect(!TextFile.names(host.root.appending(".apmatrix")).contains("s390apconfig.lock"))
  }

  @Test(
    arguments: [
      ["apply", "--config"], ["unassign", "db01", "--domain", "0x47", "--config"],
      ["guest", "remove", "db01", "--config"],
    ], signals)
  func `ends at once at the second signal, and names what may be half done`(
    change: [String], signal: (signal: Int32, status: Int)
  ) throws {
    let host = try Self.host()
    let program = try Self.startSlowly(change, host)
    program.send(signal.signal)
    try Self.waitFor("ends after the current step", program, host)
    program.send(signal.signal)
    #expect(program.wait() == signal.status)
    let errors = try TextFile.text(Self.errors(host))
    #expect(errors.contains("half done may be: "), "\(errors)")
    #expect(errors.contains("apmatrix plan"), "\(errors)")
    try host.fake("slow-reset", with: "05.0047", "off")
    #expect(try host.run("apply", "--yes").status == 0)
  }
}
