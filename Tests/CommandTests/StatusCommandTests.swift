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
    (["status", "--owner", "me"], "'host', 'guest', 'unassigned' or 'nobody'"),
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

  @Test func `marks a host with a broken attribute incomplete and shows the rest`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    _ = try run("unpack", Self.healthy.path.string, root.string)
    try TextFile.write("0xf9\n", to: root.appending("bus/ap/apmask"))
    let result = try run("status", "--sysfs", root.string)
    #expect(result.status == 1)
    #expect(result.output.contains("unreadable: bus/ap/apmask: found \"0xf9\", expected a mask"))
    #expect(result.output.contains("incomplete"))
    #expect(result.output.contains("62177883-f1bb-47f0-914d-32a22e3a8804"))
  }

  @Test(arguments: [["status"], ["status", "--verbose"], ["explain", "05.0004"], ["doctor"]])
  func `lets no value of a recording command the terminal`(command: [String]) throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    _ = try run("unpack", Self.healthy.path.string, root.string)
    try TextFile.write("CEX\u{1b}[2J8\n", to: root.appending("devices/ap/card05/type"))
    try TextFile.write("4\u{7}\n", to: root.appending("bus/ap/ap_domain"))
    let result = try Program.apmatrix.run(command + ["--sysfs", root.string])
    #expect(result.output.contains(#"\u{1B}[2J"#) || result.output.contains(#"\u{07}"#))
    #expect(!result.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test func `says of a guest with a broken attribute where to look, not what large ones may do`()
    throws
  {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    _ = try run("unpack", Self.healthy.path.string, root.string)
    let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
    let path = "devices/vfio_ap/matrix/\(uuid)"
    try TextFile.write("", to: root.appending("\(path)/ap_config"))
    let result = try run("explain", uuid, "--sysfs", root.string)
    #expect(result.status == 1)
    #expect(result.output.contains("Its matrix is not known: its ap_config is malformed."))
    #expect(result.output.hasSuffix("What to do\n  see why at /sys/\(path)\n"), "\(result.output)")
  }

  @Test func `survives a gigabyte where a mask should be, and a loop of links`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    _ = try run("unpack", Self.healthy.path.string, root.string)
    try TextFile.grow(root.appending("bus/ap/aqmask"), to: 1 << 30)
    try TextFile.loop(root.appending("bus/ap/bindings"))
    let result = try run("status", "--sysfs", root.string)
    #expect(result.status == 1)
    #expect(result.output.contains("bus/ap/aqmask: value is longer than 65536 bytes"))
    #expect(result.output.contains("bus/ap/bindings: open failed: Too many levels"))
    #expect(result.output.contains("Guests"))
  }

  @Test(arguments: [
    "devices", "drivers", "apmask", "aqmask", "ap_adapter_mask", "bindings", "scans",
  ])
  func `marks a host incomplete that lacks what every kernel has`(name: String) throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    _ = try run("unpack", Self.healthy.path.string, root.string)
    ScratchDirectory.remove(root.appending("bus/ap/\(name)"))
    let problem = "bus/ap/\(name): missing, although every supported kernel has it"
    let result = try run("status", "--sysfs", root.string)
    #expect(result.status == 1)
    #expect(DocumentedHost.joined(result.output).contains("unreadable: \(problem)"))
    #expect(result.output.contains("incomplete"))
    // guest_matrix says that no guest lacks anything, and no kernel before 6.8 is to blame.
    #expect(!result.output.contains("lacks"))
    #expect(!result.output.contains("although the rule"))
    let check = try run("status", "--check", "--sysfs", root.string)
    #expect(check.status == 1)
    #expect(check.output == "INCOMPLETE: \(problem)\n")
    #expect(check.errors == "apmatrix: \(problem)\n")
    #expect(try run("explain", "05.0004", "--sysfs", root.string).status == 1)
  }

  /// Before Linux 6.0 there is none, and the kernel filters otherwise; masks and mdevs are as ever.
  @Test func `calls a host degraded whose kernel has no guest_matrix`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    _ = try run("unpack", Self.healthy.path.string, root.string)
    let matrix = root.appending("devices/vfio_ap/matrix")
    for name in TextFile.names(matrix) where name.contains("-") {
      ScratchDirectory.remove(matrix.appending("\(name)/guest_matrix"))
    }
    let check = try run("status", "--check", "--sysfs", root.string)
    #expect(check.status == 2)
    #expect(
      check.output.hasPrefix("DEGRADED: this kernel has no guest_matrix (Linux 6.0)"),
      "\(check.output)")
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
