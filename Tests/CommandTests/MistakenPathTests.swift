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

  @Test func `is told how to make a fake host of it, or beside it`() throws {
    let scratch = try ScratchDirectory()
    let copy = scratch.path.appending("copy").string
    #expect(try Program.apmatrix.run(["unpack", Self.recording, copy]).status == 0)
    let state = try Program.apmatrix.run(["fake", "state", copy])
    #expect(
      state.errors
        == "apmatrix: \(copy): a host, and no fake one; make one of it in a new directory:"
        + " apmatrix fake create NEW --from \(copy)\n")
    let full = try Program.apmatrix.run(["fake", "state", scratch.path.string])
    #expect(
      full.errors
        == "apmatrix: \(scratch.path): no fake host, and not empty; name a new directory: apmatrix fake"
        + " create NEW --adapters 5:cca --domains 4\n")
    let create = try Program.apmatrix.run([
      "fake", "create", copy, "--adapters", "5:cca", "--domains", "4",
    ])
    #expect(create.status == 1)
    #expect(create.errors == "apmatrix: \(copy): not empty; name a new directory\n")
    let made = try Program.apmatrix.run(["fake", "state", scratch.path.appending("new").string])
    #expect(made.errors.contains("apmatrix fake create \(scratch.path)/new --adapters"))
  }
}
