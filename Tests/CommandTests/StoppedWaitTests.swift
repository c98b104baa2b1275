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
  private let errors: FilePath

  init() throws {
    scratch = try ScratchDirectory()
    host = scratch.path.appending("host")
    config = scratch.path.appending("apmatrix.yaml").string
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
      output: scratch.path.appending("out").string, errors: errors.string)
  }

  private func waitFor(_ words: String, _ program: RunningProgram) throws {
    while (try? TextFile.text(errors))?.contains(words) != true {
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

  private func count(_ words: String, in file: FilePath) throws -> Int {
    try TextFile.text(file).split(separator: "\n").count { $0.contains(words) }
  }

  /// Starts `apply` and takes the lock from it between two of its steps.
  ///
  /// - Returns: nil if nothing was half done then.
  private func halfDone() throws -> RunningProgram? {
    let own = scratch.path.appending("own").string
    try TextFile.write("\(getpid())\n", to: lock)
    let program = try start(["apply", "--yes"])
    try waitFor("; waiting\n", program)
    rename(lock.string, own)
    while access(lock.string, F_OK) != 0, program.isRunning {}
    while link(own, lock.string) != 0, program.isRunning {}
    while program.isRunning, try count("; waiting", in: errors) < 2 { usleep(1000) }
    program.send(SIGINT)
    let output = scratch.path.appending("out")
    while program.isRunning, try count("Going back:", in: output) == 0 { usleep(1000) }
    if program.isRunning { return program }
    _ = program.wait()
    unlink(lock.string)
    let free = "version: 1\nguests: {}\n"
    let guests = try TextFile.text(FilePath(config))
    try TextFile.write(free, to: FilePath(config))
    _ = try start(["apply", "--yes"]).wait()
    try TextFile.write(guests, to: FilePath(config))
    return nil
  }

  @Test func `on the way back is not ended by the first signal, and the second lists what is done`()
    throws
  {
    var found: RunningProgram?
    // Where the lock comes too late or too early, nothing has to be taken back.
    for _ in 0..<20 where found == nil { found = try halfDone() }
    let program = try #require(found)
    program.send(SIGINT)
    #expect(program.wait() == 130)
    let text = try TextFile.text(errors)
    #expect(text.contains("taken back; a second signal ends at once\n"), "\(text)")
    #expect(text.contains("ended at once on the way back; done was:\n"), "\(text)")
    #expect(text.contains("  1/5 bus/ap/apmask <- "), "\(text)")
    #expect(!text.contains("nothing is half done"), "\(text)")
  }
}
