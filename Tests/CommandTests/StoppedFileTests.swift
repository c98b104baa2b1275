import FakeKernel
import Glibc
import SystemPackage
import TestSupport
import Testing

/// The real program under signals where it makes files: a recording, a fake host.
@Suite
struct `A command that makes files and is told to stop` {
  private static let signals: [(signal: Int32, status: Int)] = [(SIGINT, 130), (SIGTERM, 143)]

  /// Reading waits for a reset, so that the recording can't be finished before the signal comes.
  @Test(arguments: signals, [nil, "an older recording\n"])
  func `leaves the old recording or none, and nothing beside it`(
    signal: (signal: Int32, status: Int), old: String?
  ) throws {
    let host = try DocumentedHost.make("7.2")
    #expect(try host.run("apply", "--yes").status == 0)
    try host.fake("slow-reset", with: "05.0047", "on")
    let writer = try Program.apmatrix.start([
      "fake", "write", host.root.string,
      "devices/vfio_ap/matrix/cef03c3c-903d-4ecc-9a83-40694cb8aee4/unassign_domain", "0x47",
    ])
    let tree = try #require(try FakeTree.open(root: host.root))
    while try !tree.kernel().isResetting { usleep(1000) }
    let directory = host.scratch.path.appending("recordings")
    let file = directory.appending("host.sysfs")
    try TextFile.makeDirectories(directory)
    if let old { try TextFile.write(old, to: file) }
    let errors = host.scratch.path.appending("err")
    let program = try Program.apmatrix.start(
      ["record", "--force", file.string, "--sysfs", host.root.string], errors: errors.string)
    // It says what it waits for.
    while (try? TextFile.text(errors))?.contains("read has been blocked for 1 s") != true {
      try #require(program.isRunning)
      usleep(1000)
    }
    program.send(signal.signal)
    #expect(program.wait() == signal.status)
    #expect(TextFile.names(directory) == (old == nil ? [] : ["host.sysfs"]))
    if let old { #expect(try TextFile.text(file) == old) }
    // The write that waits has happened; who waited for it can be ended, and nobody waits for a lock.
    writer.send(signal.signal)
    #expect(writer.wait() == signal.status)
    #expect(try tree.kernel().isResetting)
    try host.fake("slow-reset", with: "05.0047", "off")
    let path = "devices/vfio_ap/matrix/cef03c3c-903d-4ecc-9a83-40694cb8aee4/matrix"
    #expect(try TextFile.text(host.root.appending(path)) == "05.00ff\n")
    #expect(try host.plain("record", "--force", file.string).status == 0)
  }

  /// Starts to make a fake host and stops the process before it has become one.
  private static func half(_ root: FilePath, errors: FilePath) throws -> RunningProgram {
    while true {
      let program = try Program.apmatrix.start(
        [
          "fake", "create", root.string, "--domains", "0-84", "--adapters",
          (0..<20).map { "\($0):cca" }.joined(separator: ","),
        ], errors: errors.string)
      while TextFile.names(root).isEmpty { usleep(100) }
      program.send(SIGSTOP)
      if try FakeTree.open(root: root) == nil { return program }
      // The machine was too slow to catch it: once more.
      program.send(SIGCONT)
      program.wait()
      ScratchDirectory.remove(root)
    }
  }

  @Test(arguments: signals)
  func `makes a fake host as a whole before it ends`(
    signal: (signal: Int32, status: Int)
  ) throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let errors = scratch.path.appending("err")
    let program = try Self.half(root, errors: errors)
    program.send(signal.signal)
    program.send(SIGCONT)
    #expect(program.wait() == signal.status)
    #expect(try TextFile.text(errors).contains("ends after the current step"))
    let status = try Program.apmatrix.run(["status", "--check", "--sysfs", root.string])
    #expect(status.output == "OK: 0 guests, 1700 queues\n")
  }

  @Test func `says at the second signal what is half made, and what to do`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let errors = scratch.path.appending("err")
    let program = try Self.half(root, errors: errors)
    // Both are there when it goes on; which of them is the second is the kernel's choice.
    program.send(SIGINT)
    program.send(SIGTERM)
    program.send(SIGCONT)
    let status = program.wait()
    #expect(status == 130 || status == 143)
    let text = try TextFile.text(errors)
    #expect(text.contains("half done may be: \(root.string), which is no fake host yet"), "\(text)")
    #expect(text.contains("remove \(root.string) before it is made again"), "\(text)")
    #expect(try FakeTree.open(root: root) == nil)
  }
}
