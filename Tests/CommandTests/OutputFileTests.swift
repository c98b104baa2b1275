import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite
struct `A file that a command writes` {
  private static let host = RecordedHost("7.1.8/b-03-configured").path.string

  @Test(arguments: [["import", "-o"], ["record"]])
  func `replaces another only where that is asked for`(command: [String]) throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("file")
    let words = command + [file.string, "--sysfs", Self.host]
    try TextFile.write("edited by hand\n", to: file)
    let refused = try Program.apmatrix.run(words)
    #expect(refused.status == 1)
    #expect(
      refused.errors
        == "apmatrix: \(file): is there already; name another file, or write --force to replace it\n"
    )
    #expect(try TextFile.text(file) == "edited by hand\n")
    #expect(try Program.apmatrix.run(words + ["--force"]).status == 0)
    #expect(try TextFile.text(file) != "edited by hand\n")
    // As mktemp leaves it.
    try TextFile.write("", to: file)
    #expect(try Program.apmatrix.run(words).status == 0)
    #expect(try !TextFile.text(file).isEmpty)
  }

  @Test(arguments: [["import", "-o"], ["record"]])
  func `may be a pipe, but not one that nobody reads`(command: [String]) throws {
    let scratch = try ScratchDirectory()
    let pipe = scratch.path.appending("pipe")
    #expect(mkfifo(pipe.string, 0o600) == 0)
    let words = command + [pipe.string, "--sysfs", Self.host]
    let result = try Program.apmatrix.run(words)
    #expect(result.status == 1)
    #expect(
      result.errors
        == "apmatrix: \(pipe): nobody reads from this pipe; start its reader first\n")
    #expect(TextFile.names(scratch.path) == ["pipe"])
    // One with a reader is written to the end, however slowly that reads.
    let program = try Program.apmatrix.path
    let shell = "(exec 3>&-; sleep 0.1; wc -c) < \(pipe) & \(program) "
    let slow = try Program("/bin/sh").run([
      "-c", "exec 3<>\(pipe); \(shell)" + words.joined(separator: " ") + "; exec 3>&-; wait",
    ])
    let direct = try Program.apmatrix.run(command + ["-", "--sysfs", Self.host])
    #expect(direct.status == 0 && !direct.output.isEmpty)
    #expect(slow.output == "\(direct.output.utf8.count)\n", "\(slow.errors)")
  }

  @Test func `is standard output where a dash stands for it`() throws {
    let host = try DocumentedHost.make("7.1")
    let scratch = try ScratchDirectory()
    let program = try Program.apmatrix.path
    let script = "cd \(scratch.path) && \(program) export --config \(host.config)"
    let rules = try Program("/bin/sh").run(["-c", "\(script) --udev-rules -"])
    #expect(rules.status == 0, "\(rules.errors)")
    #expect(rules.output.contains("/apmask}=\"0x") && !rules.output.hasSuffix("\n-\n"))
    let definitions = try Program("/bin/sh").run(["-c", "\(script) --mdevctl -"])
    #expect(definitions.status == 64)
    #expect(definitions.errors.contains("--mdevctl: definitions are files in a directory"))
    #expect(TextFile.names(scratch.path).isEmpty)
  }
}
