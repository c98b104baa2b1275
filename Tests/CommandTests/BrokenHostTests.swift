import SystemPackage
import TestSupport
import Testing

@Suite
struct `The status of a host with something amiss below sys` {
  private static func unpacked(_ scratch: borrowing ScratchDirectory) throws -> FilePath {
    let root = scratch.path.appending("sys")
    let recording = RecordedHost("7.1.8/b-03-configured").path.string
    try #require(try Program.apmatrix.run(["unpack", recording, root.string]).status == 0)
    return root
  }

  private func run(_ arguments: String...) throws -> Program.Result {
    try Program.apmatrix.run(arguments)
  }

  @Test func `is incomplete where an attribute is malformed, and shows the rest`() throws {
    let scratch = try ScratchDirectory()
    let root = try Self.unpacked(scratch)
    try TextFile.write("0xf9\n", to: root.appending("bus/ap/apmask"))
    let result = try run("status", "--sysfs", root.string)
    #expect(result.status == 1)
    #expect(result.output.contains("unreadable: bus/ap/apmask: found \"0xf9\", expected a mask"))
    #expect(result.output.contains("incomplete"))
    #expect(result.output.contains("62177883-f1bb-47f0-914d-32a22e3a8804"))
  }

  @Test(arguments: [["status"], ["status", "--verbose"], ["explain", "05.0004"], ["doctor"]])
  func `lets no value command the terminal`(command: [String]) throws {
    let scratch = try ScratchDirectory()
    let root = try Self.unpacked(scratch)
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
    let root = try Self.unpacked(scratch)
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
    let root = try Self.unpacked(scratch)
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
  func `is incomplete where something lacks that every kernel has`(name: String) throws {
    let scratch = try ScratchDirectory()
    let root = try Self.unpacked(scratch)
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
  @Test func `calls the host degraded where the kernel has no guest_matrix`() throws {
    let scratch = try ScratchDirectory()
    let root = try Self.unpacked(scratch)
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
}
