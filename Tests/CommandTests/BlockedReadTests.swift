import FakeKernel
import Glibc
import SystemPackage
import TestSupport
import Testing

/// The real program on a fake host whose hardware does not finish a reset, so that what guests have is
/// not told.
@Suite
struct `Status while vfio_ap waits for a reset` {
  private static let matrices = "guest_matrix of guests db02, web01, db01"

  /// A host of three guests, of which a process takes 05.0047 from db01 and waits for its reset.
  struct SlowHost: ~Copyable {
    let host: DocumentedHost
    let writer: RunningProgram

    static func make(_ kernel: String) throws -> SlowHost {
      let host = try DocumentedHost.make(kernel)
      let applied = try host.run("apply", "--yes")
      #expect(applied.status == 0, "\(applied.errors)")
      try declareLess(host)
      try host.fake("slow-reset", with: "05.0047", "on")
      let writer = try Program.apmatrix.start([
        "fake", "write", host.root.string,
        "devices/vfio_ap/matrix/cef03c3c-903d-4ecc-9a83-40694cb8aee4/unassign_domain", "0x47",
      ])
      let tree = try #require(try FakeTree.open(root: host.root))
      while try !tree.kernel().isResetting {
        try #require(writer.isRunning)
        usleep(1000)
      }
      return SlowHost(host: host, writer: writer)
    }

    /// What is taken is taken on purpose: it is not missing.
    private static func declareLess(_ host: borrowing DocumentedHost) throws {
      let all = try TextFile.text(host.config)
      let less = all.replacing(
        "adapters: [0x05]\n    domains: [0x47, 0xff]", with: "adapters: [0x05]\n    domains: [0xff]"
      )
      #expect(less != all)
      try TextFile.write(less, to: host.config)
    }

    var output: FilePath { host.scratch.path.appending("out") }
    var errors: FilePath { host.scratch.path.appending("err") }

    /// Starts a command whose reads wait, and waits until it has said so.
    func start(_ arguments: String...) throws -> RunningProgram {
      let program = try Program.apmatrix.start(
        arguments + ["--sysfs", host.root.string, "--config", host.config.string],
        output: output.string, errors: errors.string)
      while (try? TextFile.text(errors))?.hasSuffix("\n") != true {
        try #require(program.isRunning, "ended before it said what it waits for")
        usleep(1000)
      }
      return program
    }

    /// Lets the hardware finish.
    func finish() throws {
      try host.fake("slow-reset", with: "05.0047", "off")
      #expect(writer.wait() == 0)
    }
  }

  @Test(arguments: ["6.12", "7.2"])
  func `gives up after its time with an incomplete report that names what is unknown`(
    kernel: String
  ) throws {
    let slow = try SlowHost.make(kernel)
    let check = try slow.host.run("status", "--check", "--timeout", "3.5")
    #expect(check.status == 1)
    #expect(
      check.output == "INCOMPLETE: not read within 3.5 s: vfio_ap waits for the reset of a queue;"
        + " unknown is \(Self.matrices), status of queues 06.0047, 05.0004, 05.00ff\n")
    let lines = check.errors.split(separator: "\n")
    #expect(lines.count == 3, "\(check.errors)")
    #expect(
      lines.first?.contains(
        "30820a6f-b1a5-4503-91ca-0c10ba58692a/guest_matrix: read has been blocked for 1 s;"
          + " the kernel tells what guest 30820a6f-b1a5-4503-91ca-0c10ba58692a gets when vfio_ap has"
          + " finished the reset of a queue; waiting for 4 s at most") == true, "\(check.errors)")
    let table = try slow.host.run("status", "--timeout", "0.1")
    #expect(table.status == 1)
    let text = DocumentedHost.joined(table.output)
    #expect(text.contains("unreadable: \(Self.matrices): not read within 0.1 s"), "\(text)")
    #expect(text.contains("incomplete: what depends on"))
    // What was read first stands in the report: guests, their assignments, cards.
    #expect(text.contains("web01 - 4 05 06 0004 00ab"), "\(text)")
    #expect(text.contains("db01 - 1 05 00ff"), "\(text)")
    let json = try slow.host.run("status", "--format", "json", "--timeout", "0.1")
    #expect(json.status == 1)
    #expect(json.output.contains("\"health\": \"INCOMPLETE\""), "\(json.output)")
    // The kernel has what it did not answer in time.
    #expect(json.output.contains("\"guest_matrix\":true"), "\(json.output)")
    #expect(json.output.contains("\"status\":true"), "\(json.output)")
    try slow.finish()
    #expect(try slow.host.run("status", "--check").output == "OK: 3 guests, 8 queues\n")
  }

  @Test func `says after a second what it waits for, and tells all once the hardware is done`()
    throws
  {
    let slow = try SlowHost.make("7.2")
    let program = try slow.start("status")
    try slow.finish()
    #expect(program.wait() == 0)
    let errors = try TextFile.text(slow.errors)
    #expect(errors.contains("until it has; Ctrl-C ends this"), "\(errors)")
    #expect(errors.split(separator: "\n").count == 1, "\(errors)")
    let table = try TextFile.text(slow.output)
    #expect(table == (try slow.host.run("status").output))
  }

  @Test func `ends at a signal, though the kernel holds its reader`() throws {
    let slow = try SlowHost.make("7.2")
    let program = try slow.start("explain", "db01")
    program.send(SIGINT)
    #expect(program.wait() == 128 + Int(SIGINT))
    try slow.finish()
  }

  /// A monitor that reads the output to its end must not wait for the process that the kernel holds.
  @Test func `holds nothing of its caller's in the process that waits`() throws {
    let slow = try SlowHost.make("7.2")
    let program = try slow.start("status")
    let children = try TextFile.text(FilePath("/proc/\(program.pid)/task/\(program.pid)/children"))
    let child = try #require(children.split(separator: " ").first)
    let directory = FilePath("/proc/\(child)/fd")
    let open = TextFile.names(directory).compactMap { TextFile.target(directory.appending($0)) }
    #expect(open.contains { $0.hasPrefix("socket:") })
    let host = slow.host.root.string
    #expect(
      open.allSatisfy { $0 == "/dev/null" || $0.hasPrefix("socket:") || $0.hasPrefix(host) },
      "\(open)")
    try slow.finish()
    #expect(program.wait() == 0)
  }

  @Test(arguments: ["0", "-1", "nan", "86401"])
  func `refuses a time that is none`(seconds: String) throws {
    let result = try Program.apmatrix.run(["status", "--timeout=\(seconds)"])
    #expect(result.status == 64)
    #expect(result.errors.contains("--timeout: between 0.001 and 86400 seconds"))
  }
}
