import Glibc
import SystemPackage
import TestSupport
import Testing

/// The real program, held before its first write by a lock of the test's, under signals.
@Suite
struct `A change that is told to stop` {
  /// Starts `apply`, which waits for the lock.
  private static func start(_ host: borrowing DocumentedHost) throws -> RunningProgram {
    try TextFile.write("\(getpid())\n", to: lock(host))
    let program = try Program.apmatrix.start(
      ["apply", "--yes", "--config", host.config.string, "--sysfs", host.root.string],
      output: output(host).string, errors: errors(host).string)
    try waitFor("locked by", program, host)
    return program
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

  /// Waits until the program has said something.
  private static func waitFor(
    _ words: String, _ program: RunningProgram, _ host: borrowing DocumentedHost
  ) throws {
    let file = errors(host)
    while (try? TextFile.text(file))?.contains(words) != true {
      try #require(program.isRunning, "ended before it said \(words)")
      usleep(1000)
    }
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)])
  func `ends after its step, says what was done and gives the lock back`(
    signal: Int32, status: Int
  ) throws {
    let host = try DocumentedHost.make("6.12")
    let program = try Self.start(host)
    program.send(signal)
    try Self.waitFor("ends after the current step", program, host)
    #expect(unlink(Self.lock(host).string) == 0)
    #expect(program.wait() == status)
    let output = try TextFile.text(Self.output(host))
    #expect(output.contains("\n1/"), "the step that was under way is finished: \(output)")
    #expect(!output.contains("\n2/"), "\(output)")
    #expect(output.contains("Done: step 1.\nNot done: steps 2 to "), "\(output)")
    let errors = try TextFile.text(Self.errors(host))
    #expect(errors.contains("step 2: not done, because the run was told to stop"), "\(errors)")
    let hidden = TextFile.names(host.root.appending(".apmatrix"))
    #expect(!hidden.contains("s390apconfig.lock"), "\(hidden)")
    #expect(try host.run("apply", "--yes").status == 0)
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)])
  func `ends at once at the second signal, and names the step that may be half done`(
    signal: Int32, status: Int
  ) throws {
    let host = try DocumentedHost.make("6.12")
    let program = try Self.start(host)
    program.send(signal)
    try Self.waitFor("ends after the current step", program, host)
    program.send(signal)
    #expect(program.wait() == status)
    let errors = try TextFile.text(Self.errors(host))
    #expect(errors.contains("half done may be: 1/"), "\(errors)")
    #expect(errors.contains("apmatrix plan"), "\(errors)")
    #expect(unlink(Self.lock(host).string) == 0)
    #expect(try host.run("apply", "--yes").status == 0)
  }
}
