import SystemPackage
import TestSupport
import Testing

/// Results that nobody can read: a full disk, a reader that went away.
@Suite
struct `A result that could not be written` {
  private static let host = RecordedHost("7.1.8/b-03-configured").path.string

  private func run(
    _ arguments: [String], _ scratch: borrowing ScratchDirectory
  ) throws -> (status: Int, errors: String) {
    let errors = scratch.path.appending("errors")
    let program = try Program.apmatrix.start(
      arguments, output: "/dev/full", errors: errors.string)
    let status = program.wait()
    return (status, try TextFile.text(errors))
  }

  @Test(arguments: [
    ["import", "--sysfs", host], ["status", "--sysfs", host],
    ["status", "--check", "--sysfs", host], ["status", "--format", "json", "--sysfs", host],
    ["explain", "05.0047", "--sysfs", host], ["masks", "--sysfs", host], ["--help"],
    ["check", "--config", DocumentedHost.example.string],
    ["plan", "--format", "json", "--config", DocumentedHost.example.string, "--sysfs", host],
  ])
  func `ends with status 1 and one line`(arguments: [String]) throws {
    let result = try run(arguments, try ScratchDirectory())
    #expect(result.status == 1)
    let lines = result.errors.split(separator: "\n")
    #expect(lines.last == "apmatrix: standard output: No space left on device")
    #expect(lines.filter { $0.contains("standard output") }.count == 1)
  }

  @Test func `is the end of a change whose plan nobody has seen`() throws {
    let host = try DocumentedHost.make("6.12")
    let result = try run(
      ["apply", "--yes", "--config", host.config.string, "--sysfs", host.root.string], host.scratch)
    #expect(result.status == 1)
    #expect(result.errors == "apmatrix: standard output: No space left on device\n")
    #expect(try host.plain("masks").output.contains("apmask 0xffff"))
  }

  @Test func `is no reason to complain where the reader went away`() throws {
    let scratch = try ScratchDirectory()
    let shell = try #require(Program.installed("sh"))
    let program = try Repository.programs.appending("apmatrix")
    // Both ends of a pipe are opened, then the reading one is closed; SIGPIPE is ignored.
    let script = """
      trap '' PIPE; cd \(scratch.path) && mkfifo p && exec 4<>p 3>p 4<&- &&
      \(program) status --sysfs \(Self.host) >&3
      """
    let result = try shell.run(["-c", script])
    #expect(result.status == 1)
    #expect(result.errors.isEmpty, "\(result.errors)")
  }
}
