import SystemPackage
import TestSupport
import Testing

/// A host of which a part can't be read, and what is planned for it.
@Suite
struct `A plan for a host that was read in part` {
  /// What `plan` and `apply` say of a copy of a host as declared that lacks one thing.
  private static func results(without path: String) throws -> [Program.Result] {
    let host = try DocumentedHost.make("7.2")
    _ = try Program.apmatrix.run([
      "apply", "--yes", "--config", host.config.string, "--sysfs", host.root.string,
    ])
    let recording = host.scratch.path.appending("host.sysfs").string
    let copy = host.scratch.path.appending("copy")
    _ = try Program.apmatrix.run(["record", recording, "--sysfs", host.root.string])
    let unpacked = try Program.apmatrix.run(["unpack", recording, copy.string])
    try #require(unpacked.status == 0, "\(unpacked.errors)")
    ScratchDirectory.remove(copy.appending(path))
    return try [["plan"], ["apply", "--dry-run"]].map {
      try Program.apmatrix.run($0 + ["--config", host.config.string, "--sysfs", copy.string])
    }
  }

  @Test(arguments: ["bus/ap/bindings", "bus/ap/ap_domain"])
  func `does not call it as it should be`(path: String) throws {
    for result in try Self.results(without: path) {
      #expect(result.status == 1)
      #expect(result.output.hasPrefix("Nothing to do as far as the host could be read.\n"))
      #expect(result.errors.contains("\(path): missing"), "\(result.errors)")
    }
  }

  @Test(arguments: ["bus/ap/devices", "bus/ap/drivers"])
  func `is none where nobody knows who has what, and no module is to blame`(path: String) throws {
    for result in try Self.results(without: path) {
      #expect(result.status == 1 && !result.errors.contains("modprobe"), "\(result.errors)")
      #expect(
        result.errors.contains("its devices, or which driver has each, could not be read"),
        "\(result.errors)")
    }
  }
}
