import Glibc
import SystemPackage
import TestSupport
import Testing

/// Commands under signals while they wait for a lock that the test has.
@Suite
final class `A wait that is told to end` {
  private static let signals: [(signal: Int32, status: Int)] = [(SIGINT, 130), (SIGTERM, 143)]

  private let scratch: ScratchDirectory
  private let host: FilePath
  private let config: String
  private let output: FilePath
  private let errors: FilePath

  init() throws {
    scratch = try ScratchDirectory()
    host = scratch.path.appending("host")
    config = scratch.path.appending("apmatrix.yaml").string
    output = scratch.path.appending("out")
    errors = scratch.path.appending("err")
    let guest =
      "web01: {uuid: 62177883-f1bb-47f0-914d-32a22e3a8804, adapters: [5], domains: [4, 0x47]}"
    try TextFile.write("version: 1\nguests:\n  \(guest)\n", to: FilePath(config))
    let made = try Program.apmatrix.run([
      "fake", "create", host.string, "--kernel", "6.12", "--adapters", "5:cca,6:cca", "--domains",
      "4,0x47",
    ])
    try #require(made.status == 0, "\(made.errors)")
  }

  private var lock: FilePath { host.appending(".apmatrix/s390apconfig.lock") }

  private func start(_ words: [String]) throws -> RunningProgram {
    try Program.apmatrix.start(
      words + ["--config", config, "--sysfs", host.string],
      output: output.string, errors: errors.string)
  }

  /// Waits until a running program has written some words, by default to its errors.
  private func waitFor(
    _ words: String, times: Int = 1, in file: FilePath? = nil, _ program: RunningProgram
  ) throws {
    while true {
      let text = try? TextFile.text(file ?? errors)
      if let text, text.ranges(of: words).count >= times { return }
      try #require(program.isRunning, "ended before it said \(words)")
      usleep(1000)
    }
  }

  @Test(arguments: signals)
  func `writes no file for the next boot, and names those that it did not write`(
    signal: (signal: Int32, status: Int)
  ) throws {
    let files = scratch.path.appending("etc").string
    let applied = try start(["apply", "--yes"])
    #expect(applied.wait() == 0)
    try TextFile.write("\(getpid())\n", to: lock)
    let program = try start(
      ["apply", "--yes", "--persist", "--mdevctl", files, "--udev-rules", files + "/41-ap.rules"])
    try waitFor("; waiting\n", program)
    program.send(signal.signal)
    #expect(program.wait() == signal.status)
    let text = try TextFile.text(errors)
    #expect(
      text.contains("41-ap.rules: not written, because the run was told to stop\n"), "\(text)")
    #expect(text.split(separator: "\n").count == 3, "\(text)")
    #expect(access(files, F_OK) != 0)
  }

  @Test(arguments: signals)
  func `leaves a held host to the next release, and says so`(
    signal: (signal: Int32, status: Int)
  ) throws {
    let autoprobe = host.appending("bus/ap/drivers_autoprobe")
    let write = ["fake", "write", host.string, "bus/ap/drivers_autoprobe", "--", "0"]
    #expect(try Program.apmatrix.run(write).status == 0)
    let marker = host.appending(".apmatrix/hold")
    try TextFile.write("", to: marker)
    try TextFile.write("\(getpid())\n", to: lock)
    let program = try start(["release", "--if-held"])
    try waitFor("; waiting\n", program)
    program.send(signal.signal)
    #expect(program.wait() == signal.status)
    let text = try TextFile.text(errors)
    #expect(text.contains("told to stop after 0 steps; what waits for a driver"), "\(text)")
    #expect(try TextFile.text(autoprobe) == "0\n")
    #expect(access(marker.string, F_OK) == 0)
  }

  /// Whether a program waits for a lock that a file descriptor has (`/proc/locks`).
  private func isAwaited(_ file: FileDescriptor) throws -> Bool {
    var status = stat()
    try #require(fstat(file.rawValue, &status) == 0)
    return try TextFile.text("/proc/locks").split(separator: "\n").contains { line in
      line.contains(" -> ") && line.contains(":\(status.st_ino) ")
    }
  }

  /// Starts `apply` and takes the lock from it while its first write waits for the fake kernel.
  private func halfDone() throws -> RunningProgram {
    let own = scratch.path.appending("own")
    try TextFile.write("\(getpid())\n", to: lock)
    let program = try start(["apply", "--yes"])
    try waitFor("; waiting\n", program)
    let kernel = try FileDescriptor.open(
      host.appending(".apmatrix/lock"), .readWrite, options: .closeOnExec)
    try kernel.closeAfter {
      try #require(flock(kernel.rawValue, LOCK_EX) == 0)
      try #require(rename(lock.string, own.string) == 0)
      while try !isAwaited(kernel) {
        try #require(program.isRunning)
        usleep(1000)
      }
      try #require(rename(own.string, lock.string) == 0)
    }
    try waitFor("; waiting\n", times: 2, program)
    return program
  }

  @Test func `on the way back is not ended by the first signal, and the second lists what is done`()
    throws
  {
    let program = try halfDone()
    program.send(SIGINT)
    try waitFor("Going back:", in: output, program)
    program.send(SIGINT)
    #expect(program.wait() == 130)
    let text = try TextFile.text(errors)
    #expect(text.contains("taken back; a second signal ends at once\n"), "\(text)")
    #expect(text.contains("ended at once on the way back; done was:\n"), "\(text)")
    #expect(text.contains("  1/5 bus/ap/apmask <- "), "\(text)")
    #expect(!text.contains("nothing is half done"), "\(text)")
  }
}
