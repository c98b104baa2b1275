import SystemPackage
import TestSupport
import Testing

/// What hardware that comes makes of a host.
@Suite
struct `What if hardware comes` {
  private static func host(_ scratch: borrowing ScratchDirectory) throws -> FilePath {
    let root = scratch.path.appending("sys")
    try fake("create", root, "--kernel", "7.1", "--adapters", "3:cca,9:cca", "--domains", "4,8")
    return root
  }

  private static func fake(_ command: String, _ root: FilePath, _ more: String...) throws {
    let result = try Program.apmatrix.run(["fake", command, root.string] + more)
    try #require(result.status == 0, "\(result.errors)")
  }

  /// A queue that the bus binds to cex4queue while its card has no driver stops the kernel.
  @Test func `and the kernel dies of it, what came before is told, and what would prevent it`()
    throws
  {
    let scratch = try ScratchDirectory()
    let root = try Self.host(scratch)
    try Self.fake("unbind", root, "card09")
    let result = try Program.apmatrix.run([
      "what-if", "--sysfs", root.string, "--adapter-gone", "3", "--domain-back", "0x20",
      "--reboot",
    ])
    let fact = "the kernel would crash: 09.0020 was bound to cex4queue while its card has no driver"
    #expect(result.status == 1 && result.errors == "apmatrix: \(root): \(fact)\n")
    let output = DocumentedHost.joined(result.output)
    #expect(output.contains("03.0004 03.0008: the host -> no device"), "\(output)")
    #expect(output.contains(fact))
    #expect(output.contains("to prevent it: write card09 to /sys/bus/ap/drivers_probe"))
    // Nothing happens to a dead kernel.
    #expect(
      !output.contains("starts anew") && output.contains("what stands behind it is not played"))
  }

  /// The HMC gives a usage domain with its control.
  @Test func `a usage domain brings its control`() throws {
    let scratch = try ScratchDirectory()
    let root = try Self.host(scratch)
    let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
    for (name, value) in [("adapter", "3"), ("domain", "0x20"), ("control_domain", "0x20")] {
      if name == "adapter" {
        try Self.fake("write", root, "bus/ap/apmask", "--", "-3")
        let create = "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create"
        try Self.fake("write", root, create, uuid)
      }
      try Self.fake("write", root, "devices/vfio_ap/matrix/\(uuid)/assign_\(name)", value)
    }
    let result = try Program.apmatrix.run([
      "what-if", "--sysfs", root.string, "--domain-back", "0x20",
    ])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("controls domain 0020"), "\(result.output)")
    #expect(!result.output.contains("may not control"))
  }
}
