import SystemPackage
import TestSupport
import Testing

/// The built program, run as a user runs it.
@Suite
struct `The command status` {
  private static let healthy = RecordedHost("7.1.8/b-03-configured")
  private static let degraded = RecordedHost("7.1.8/c-01-overprovisioned")

  private func run(_ arguments: String...) throws -> Program.Result {
    try Program.apmatrix.run(arguments)
  }

  @Test func `says plainly that this machine has no AP bus`() throws {
    let result = try run("status")
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("apmatrix: /sys: no AP bus here"))
    // Since Linux 6.10 the bus may be a module that nobody has loaded.
    #expect(result.errors.contains("or its module ap is not loaded (modprobe ap)"))
    #expect(result.errors.contains("--sysfs"))
    let release = try run("release", "--sysfs", "/dev")
    #expect(release.status == 1)
    #expect(release.errors.hasPrefix("apmatrix: /dev: no AP bus here (bus/ap is missing)"))
  }

  @Test(arguments: [
    (healthy, 0, "OK: 3 guests, 15 queues\n"),
    (
      degraded, 2,
      "DEGRADED: guest 62177883-f1bb-47f0-914d-32a22e3a8804 lacks 3 of 4 queues\n"
    ),
  ])
  func `answers monitoring with one line and the exit status`(
    host: RecordedHost, status: Int, line: String
  ) throws {
    let result = try run("status", "--check", "--sysfs", host.path.string)
    #expect(result.status == status)
    #expect(result.output == line)
    #expect(result.errors.isEmpty)
  }

  @Test(arguments: [
    (["status", "--grid", "--verbose"], "use one of"),
    (["status", "--card", "0047"], "write 0x47"),
    (["status", "--domain", "ab"], "write 0xab"),
    (["status", "--card", "256"], "above 255"),
    (["status", "--queue", "5.47"], "write it as lszcrypt does, 05.0047"),
    (["status", "--queue", "06.ab"], "write it as lszcrypt does, 06.00ab"),
    (["explain", "05-0047"], "'05-0047' is not a queue; write it as lszcrypt does, 05.0047"),
    (["what-if", "--checkstop", "05:0047"], "write it as lszcrypt does, 05.0047"),
    (["what-if", "--adapter-off", "ab"], "what-if: --adapter-off: \"ab\" is not a decimal number"),
    (["status", "--card=-1"], "--card: \"-1\" is no adapter: write a number such as 0x05 or 5"),
    (["status", "--card=5-"], "--card: \"5-\" is no adapter: write a number such as 0x05 or 5"),
    (["explain", "06.ab"], "write it as lszcrypt does, 06.00ab"),
    (["status", "--card", " "], "--card: adapter missing: write its number"),
    (["record"], "missing expected argument '<file>'; see apmatrix record --help"),
    (["status", "--card", "0b11"], "a decimal number, or a hexadecimal one with 0x"),
    (["status", "--owner", "me"], "'host', 'guest', 'unassigned', 'nobody' or 'unknown'"),
    (["status", "--nonsense"], "--nonsense"),
  ])
  func `refuses wrong usage with status 64 and the spelling to use`(
    arguments: [String], hint: String
  ) throws {
    let result = try Program.apmatrix.run(arguments + ["--sysfs", Self.healthy.path.string])
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(hint), "\(result.errors)")
    #expect(result.errors.hasPrefix("apmatrix: \(arguments[0]): "), "\(result.errors)")
    #expect(result.errors.filter { $0 == "\n" }.count == 1)
  }

  @Test(Needs.jsonSchema)
  func `prints JSON that the schema describes, for every recorded host`() throws {
    let scratch = try ScratchDirectory()
    var files: [String] = []
    for (number, host) in RecordedHost.all.sampled.enumerated() {
      let result = try run("status", "--format", "json", "--sysfs", host.path.string)
      let file = scratch.path.appending("\(number).json")
      try TextFile.write(result.output, to: file)
      files.append(file.string)
    }
    let part = scratch.path.appending("part.json")
    let filters = [
      "--card", "5", "--domain", "4", "--queue", "05.0004", "--guest", "62177", "--owner", "guest",
    ]
    let filtered = try Program.apmatrix.run(
      ["status", "--format", "json", "--sysfs", Self.healthy.path.string] + filters)
    try TextFile.write(filtered.output, to: part)
    files.append(part.string)
    let schema = Repository.root.appending("Packaging/schemas/apmatrix.status.v2.json")
    let validator = Repository.root.appending("Tests/tools/validate-json.py")
    let python = try #require(Program.installed("python3"))
    let result = try python.run([validator.string, schema.string] + files)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test(Needs.strace) func `writes nothing and stats nothing below the tree`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    _ = try run("unpack", Self.healthy.path.string, root.string)
    let log = scratch.path.appending("trace")
    let strace = try #require(Program.installed("strace"))
    let program = try Repository.programs.appending("apmatrix").string
    let result = try strace.run([
      "-f", "-o", log.string, program, "status", "--verbose", "--sysfs", root.string,
    ])
    #expect(result.status == 0)
    let lines = try TextFile.text(log).split(separator: "\n").map(String.init)
    let calls = lines.filter { $0.contains(root.string + "/") && !$0.contains(".apmatrix") }
    #expect(calls.contains { $0.contains("apmask") })
    for word in ["stat(", "statat(", "statx(", "access(", "O_WRONLY", "O_RDWR"] {
      #expect(!calls.contains { $0.contains(word) }, "\(word)")
    }
  }
}
