import SystemPackage
import TestSupport
import Testing

/// Paths that name something else than the command reads.
@Suite
struct `A path that names something else` {
  private static let recording = RecordedHost("7.1.8/b-03-configured").path.string

  @Test func `is told what it is, and what reads it`() throws {
    let scratch = try ScratchDirectory()
    let status = scratch.path.appending("status.json")
    let printed = try Program.apmatrix.run([
      "status", "--format", "json", "--sysfs", Self.recording,
    ])
    try TextFile.write(printed.output, to: status)
    let read = try Program.apmatrix.run(["status", "--sysfs", status.string])
    #expect(read.status == 1)
    #expect(
      read.errors
        == "apmatrix: \(status): JSON, and no recording; apmatrix diff and apmatrix fleet read what"
        + " status --format json wrote\n")
    let directory = scratch.path.appending("new").string
    let unpack = try Program.apmatrix.run(["unpack", scratch.path.string, directory])
    #expect(unpack.status == 1)
    #expect(
      unpack.errors
        == "apmatrix: \(scratch.path): a directory, and no recording; name the file that apmatrix record"
        + " wrote, or read the directory as it is (--sysfs)\n")
    #expect(TextFile.names(scratch.path) == ["status.json"])
  }
}
