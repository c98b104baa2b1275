import SystemPackage
import TestSupport
import Testing

/// An option that would do nothing is wrong usage: who typed it expects something of it.
@Suite
struct `An option that has nothing to do` {
  private static let host = RecordedHost("7.1.8/b-03-configured").path.string

  @Test(arguments: [
    (["record", "-", "--sysfs", host, "--root", "/"], "--root is of --with-neighbours"),
    (["history", "--verify", "--format", "json"], "--verify has no other form"),
    (["history", "--verify", "--queue", "05.0004"], "--verify checks all lines"),
    (["import", "--sysfs", host, "--defined-only"], "--defined-only"),
    (["import", "--sysfs", host, "--force"], "--force is of --output"),
    (
      ["status", "--sysfs", host, "--events", "kernel"],
      "--events and --event-buffer are of --watch: write it"
    ),
    (
      ["status", "--sysfs", host, "--event-buffer", "9999"],
      "--events and --event-buffer are of --watch: write it"
    ),
    (["status", "--sysfs", host, "--uuid", "--check"], "--uuid is of the table alone"),
    (["status", "--sysfs", host, "--uuid", "--format", "json"], "--uuid is of the table alone"),
    (["status", "--sysfs", host, "--uuid", "--grid"], "--uuid is of the table alone"),
    (["doctor", "--sysfs", host, "--config", "x"], "--config is a path below the host's root"),
  ])
  func `is refused`(words: [String], fact: String) throws {
    let result = try Program.apmatrix.run(words)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(fact), "\(result.errors)")
  }

  @Test func `is taken where it has something to do`() throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("file").string
    for words in [
      ["import", "--sysfs", Self.host, "--force", "-o", file],
      ["import", "--sysfs", Self.host, "--defined-only", "--mdevctl", scratch.path.string],
      ["status", "--sysfs", Self.host, "--events", "auto"],
      ["status", "--sysfs", Self.host, "--uuid"],
    ] {
      let result = try Program.apmatrix.run(words)
      #expect(result.status == 0, "\(words): \(result.errors)")
    }
  }
}
