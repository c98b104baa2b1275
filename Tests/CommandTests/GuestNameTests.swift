import SystemPackage
import TestSupport
import Testing

/// The configuration in force says what guests are called, and which of them should be there.
@Suite
struct `The names of guests` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let configuration = Repository.root.appending("Packaging/apmatrix.yaml").string

  @Test func `are those of the configuration, each beside its numbers`() throws {
    let recording = RecordedHost("7.2.13/deployed-applied").path.string
    let options = ["--sysfs", recording, "--config", Self.configuration]
    let table = try Program.apmatrix.run(["status"] + options)
    #expect(table.status == 0)
    #expect(table.output.contains("\n  web01  idle"))
    #expect(!table.output.contains(Self.uuid))
    let both = try Program.apmatrix.run(["status", "--uuid"] + options)
    #expect(both.output.contains("web01  \(Self.uuid)"))
    let json = try Program.apmatrix.run(["status", "--format", "json"] + options)
    #expect(json.output.contains("\"name\":\"web01\""))
    #expect(json.output.contains("\"uuid\":\"\(Self.uuid)\""))
    for name in ["web01", Self.uuid, "62177883", "62"] {
      #expect(try Program.apmatrix.run(["explain", name] + options).output.contains("Guest web01"))
      #expect(try Program.apmatrix.run(["status", "--guest", name] + options).status == 0)
    }
  }

  @Test func `of a recording are not those of this machine's file`() throws {
    let recording = RecordedHost("7.2.13/deployed-applied").path.string
    let table = try Program.apmatrix.run(["status", "--sysfs", recording])
    #expect(table.output.contains(Self.uuid))
  }

  @Test func `that have no mdev are a problem`() throws {
    let recording = RecordedHost("7.2.13/state-01-vfio-loaded").path.string
    let options = ["--sysfs", recording, "--config", Self.configuration]
    let check = try Program.apmatrix.run(["status", "--check"] + options)
    #expect(check.status == 2)
    #expect(
      check.output == "DEGRADED: guests db01, db02, web01 are declared and have no mdev\n")
    for command in [["explain", "web01"], ["status", "--guest", "web01"]] {
      let result = try Program.apmatrix.run(command + options)
      #expect(result.status == 1)
      #expect(
        result.errors
          == "apmatrix: web01: declared, and has no mdev; apmatrix plan shows what is missing\n")
    }
    let without = try Program.apmatrix.run(["status", "--check", "--sysfs", recording])
    #expect(without.status == 0)
  }

  @Test func `of a file with an error are refused where it was asked for`() throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("apmatrix.yaml")
    try TextFile.write("version: 7\n", to: file)
    let recording = RecordedHost("7.2.13/deployed-applied").path.string
    let result = try Program.apmatrix.run(
      ["status", "--sysfs", recording, "--config", file.string])
    #expect(result.status == 1)
    #expect(result.errors.contains("version is \"7\""))
  }
}
