import SystemPackage
import TestSupport
import Testing

/// The example of the kernel's vfio-ap documentation, through the command line.
@Suite
struct `The three guests of the kernel's documentation` {
  /// A fake host that is driven by commands only.
  private final class Shell {
    let scratch: ScratchDirectory
    let root: String

    init(_ kernel: String) throws {
      scratch = try ScratchDirectory()
      root = scratch.path.appending("sys").string
      try succeed([
        "create", root, "--kernel", kernel, "--adapters", "3:cca:13,5:cca,6:accel",
        "--domains", "0,4,0x47,0xab,0xff",
      ])
    }

    func run(_ arguments: [String]) throws -> Program.Result {
      try Program.apmatrix.run(["fake"] + arguments)
    }

    func succeed(_ arguments: [String]) throws {
      let result = try run(arguments)
      #expect(result.status == 0, "\(arguments): \(result.errors)")
    }

    /// Writes and expects success, or an errno by name.
    func write(_ path: String, _ value: String, _ errno: String? = nil) throws {
      let result = try run(["write", root, path, value])
      #expect(result.status == (errno == nil ? 0 : 1), "\(path) \(value): \(result.errors)")
      if let errno {
        #expect(
          result.errors.hasPrefix("apmatrix: \(path): \(errno) ("), "\(value): \(result.errors)")
      }
    }

    func read(_ path: String) throws -> String {
      try TextFile.text(FilePath(root).appending(path))
    }
  }

  private static func fill(_ shell: Shell) throws {
    for (path, value) in ThreeGuests.writes { try shell.write(path, value) }
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `get what they were promised`(kernel: String) throws {
    let shell = try Shell(kernel)
    try Self.fill(shell)
    #expect(try shell.read("bus/ap/apmask") == "0xf9" + String(repeating: "f", count: 62) + "\n")
    #expect(
      try shell.read("bus/ap/aqmask")
        == "0xf7fffffffffffffffeffffffffffffffffffffffffeffffffffffffffffffffe\n")
    let instances = "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough"
    #expect(try shell.read("\(instances)/available_instances") == "65533\n")
    let matrices = [
      "05.0004\n05.00ab\n06.0004\n06.00ab\n", "05.0047\n05.00ff\n", "06.0047\n06.00ff\n",
    ]
    for (guest, matrix) in zip(1...3, matrices) {
      #expect(try shell.read("\(ThreeGuests.path(guest))/matrix") == matrix)
      #expect(try shell.read("\(ThreeGuests.path(guest))/guest_matrix") == matrix)
    }
    #expect(try shell.read("devices/ap/card05/05.0004/status") == "assigned\n")
    try shell.succeed(["guest", "start", shell.root, ThreeGuests.uuids[0]])
    for queue in ["05/05.0004", "05/05.00ab", "06/06.0004", "06/06.00ab"] {
      #expect(try shell.read("devices/ap/card\(queue)/status") == "in use\n")
    }
    #expect(try shell.read("devices/ap/card05/05.0047/status") == "assigned\n")
    try shell.succeed(["guest", "stop", shell.root, ThreeGuests.uuids[0]])
    for guest in 1...3 { try shell.write("\(ThreeGuests.path(guest))/remove", "1") }
    #expect(try shell.read("\(instances)/available_instances") == "65536\n")
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `are refused what the kernel refuses`(kernel: String) throws {
    let shell = try Shell(kernel)
    try Self.fill(shell)
    try shell.write("\(ThreeGuests.path(2))/assign_adapter", "6", "EADDRINUSE")
    // Only from 6.19 on does one mask count whatever the other says.
    let veto = kernel == "7.1" ? "EBUSY" : nil
    try shell.write("bus/ap/apmask", "+5", veto)
    try shell.write("bus/ap/apmask", "-5")
    try shell.write("bus/ap/aqmask", "+4", veto)
    try shell.write("bus/ap/aqmask", "-4")
    let fresh = "11111111-1111-4111-8111-111111111111"
    try shell.write(ThreeGuests.create, fresh)
    try shell.write("devices/vfio_ap/matrix/\(fresh)/assign_adapter", "4")
    try shell.write("devices/vfio_ap/matrix/\(fresh)/assign_domain", "5", "EADDRNOTAVAIL")
    try shell.write("devices/vfio_ap/matrix/\(fresh)/remove", "1")
    try shell.write("\(ThreeGuests.path(1))/assign_adapter", "4")
    #expect(
      try shell.read("\(ThreeGuests.path(1))/guest_matrix")
        == "05.0004\n05.00ab\n06.0004\n06.00ab\n"
    )
    try shell.write("\(ThreeGuests.path(1))/assign_adapter", "256", "ENODEV")
    try shell.write("\(ThreeGuests.path(1))/assign_adapter", "x5", "EINVAL")
    try shell.write("\(ThreeGuests.path(1))/assign_adapter", "5")
    try shell.write(ThreeGuests.create, ThreeGuests.uuids[0], "EEXIST")
    try shell.write(ThreeGuests.create, ThreeGuests.uuids[0].uppercased(), "EEXIST")
    try shell.write(ThreeGuests.create, String(ThreeGuests.uuids[0].dropLast()), "EINVAL")
  }

  /// The masks that the document gives as numbers, and its list of relative terms.
  @Test func `follow the document's other examples`() throws {
    let shell = try Shell("7.1")
    try shell.write("bus/ap/apmask", "0x7d00")
    try shell.write("bus/ap/aqmask", "0x80")
    #expect(try shell.read("bus/ap/apmask") == "0x7d" + String(repeating: "0", count: 62) + "\n")
    try shell.write("bus/ap/aqmask", "0x0")
    try shell.write("bus/ap/aqmask", "+0,-6,+0x47,-0xf0")
    #expect(
      try shell.read("bus/ap/aqmask")
        == "0x8000000000000000010000000000000000000000000000000000000000000000\n")
  }

  /// What is done at the HMC is noticed at the next scan, and not before.
  @Test func `lose and regain what leaves and returns`() throws {
    let shell = try Shell("7.1")
    try Self.fill(shell)
    let path = "\(ThreeGuests.path(3))/guest_matrix"
    try shell.succeed(["adapter", "remove", shell.root, "6"])
    #expect(try shell.read(path) == "06.0047\n06.00ff\n")
    try shell.succeed(["scan", shell.root])
    #expect(try shell.read(path) == ".0047\n.00ff\n")
    try shell.succeed(["adapter", "add", shell.root, "0x06:accel", "--scan"])
    #expect(try shell.read(path) == "06.0047\n06.00ff\n")
    try shell.succeed(["domain", "remove", shell.root, "0xff", "--scan"])
    #expect(try shell.read(path) == "06.0047\n")
    try shell.succeed(["checkstop", shell.root, "06.0047", "on", "--scan"])
    #expect(try shell.read("devices/ap/card06/06.0047/chkstop") == "1\n")
    try shell.succeed(["config", shell.root, "6", "off", "--scan"])
    #expect(try shell.read("devices/ap/card06/config") == "0\n")
    try shell.succeed(["unbind", shell.root, "05.0047"])
    #expect(try shell.read("\(ThreeGuests.path(2))/guest_matrix") == ".0047\n")
    try shell.succeed(["bind", shell.root, "05.0047"])
    #expect(try shell.read("\(ThreeGuests.path(2))/guest_matrix") == "05.0047\n")
  }

  @Test func `say what to do instead`() throws {
    let shell = try Shell("7.1")
    let missing = try shell.run(["scan", "/nonexistent"])
    #expect(missing.status == 1)
    #expect(missing.errors.contains("make one, for instance with 'apmatrix fake create"))
    #expect(try shell.run(["adapter", "add", shell.root, "0047"]).status == 64)
    #expect(try shell.run(["create", shell.root]).status == 64)
    let again = try shell.run(["create", shell.root, "--adapters", "5", "--domains", "4"])
    #expect(again.status == 1)
    let high = try shell.run(["create", "new", "--adapters", "0xff", "--domains", "4"])
    #expect(high.status == 64 && high.errors.contains("name a higher one with --max-adapter"))
    #expect(again.errors.contains("ENOTEMPTY") || again.errors.contains("not empty"))
  }

  /// Status 0 and `equal`, or status 1 and the differences; packed transcripts too.
  @Test func `can be compared with other kernels' answers`() throws {
    let files = Repository.root.appending("Testdata").appending("conformance")
    let recorded = files.appending("excerpt.jsonl").string
    let equal = try Program.apmatrix.run(["fake", "replay", recorded])
    #expect(equal.status == 0)
    #expect(equal.output == "\(recorded): kernel 7.1.8, 30 operations: equal\n")
    let other = try Program.apmatrix.run(["fake", "replay", "--kernel", "6.1", recorded])
    #expect(other.status == 1)
    #expect(other.output.contains("step 0: state queues 03.0000 driver_override"))
    let scratch = try ScratchDirectory()
    let packed = scratch.path.appending("packed").string
    let xz = try #require(Program.installed("xz"))
    #expect(try xz.start(["-c", recorded], output: packed).wait() == 0)
    #expect(try Program.apmatrix.run(["fake", "replay", packed]).status == 0)
    let broken = try Program.apmatrix.run(["fake", "replay", "/etc/hostname"])
    #expect(broken.status == 1)
    #expect(broken.errors.hasPrefix("apmatrix: /etc/hostname: line 1: "))
    let endless = try Program.apmatrix.run(["fake", "replay", "/dev/zero"])
    #expect(endless.status == 1)
    #expect(endless.errors == "apmatrix: /dev/zero: more than 256 MiB, which no transcript has\n")
  }
}
