import SystemPackage
import TestSupport
import Testing

@Suite
struct `A script of what-if` {
  /// A script stands for its lines, at its place among the options.
  @Test func `is played as the options that it holds`() throws {
    let host = try DocumentedHost.make("6.12")
    #expect(try host.run("apply", "--yes").status == 0)
    let script = host.scratch.path.appending("story")
    let text = """
      # A machine that starts while its domain is away
      --domain-gone 0xab

        --guest-start=web01   # its name
      --reboot
      """
    try TextFile.write(text, to: script)
    let first = try host.run(
      "what-if", "--adapter-off", "5", "--script", script.string, "--domain-back", "0xab")
    // What is kept over a restart was not looked at.
    #expect(first.status == 1, "\(first.errors)")
    let titles = first.output.split(separator: "\n").filter { $0.hasPrefix("What if") }
    #expect(
      titles == [
        "What if adapter 05 is configured off",
        "What if domain 00ab leaves the host's configuration", "What if guest web01 starts",
        "What if the machine starts anew", "What if domain 00ab joins the host's configuration",
      ])
  }

  @Test(arguments: [
    ("--adapter-off 0x06\n--adapter-off 06", "line 2: --adapter-off: "),
    ("\n--adapter-of 0x06", "line 2: '--adapter-of' is nothing that can happen"),
    ("--reboot now", "line 1: '--reboot' takes no value"),
    ("--checkstop", "line 1: '--checkstop' lacks its value"),
    ("--masks=", "line 1: '--masks' lacks its value"),
    ("--masks -0x05 -0x06", "line 1: '-0x06' is too much; write one option a line"),
    ("# only this\n", "nothing happens in it"), ("--script other", "'--script' is nothing that"),
    ("--reboot\n--guest-start nobody", "line 2: nobody: no such guest"),
    ("--checkstop 05.47", "05.0047"), ("\u{0}--reboot", "line 1: "),
  ])
  func `is refused by the line that is not understood`(text: String, fact: String) throws {
    let scratch = try ScratchDirectory()
    let script = scratch.path.appending("story")
    try TextFile.write(text, to: script)
    let recording = RecordedHost("7.2.13/deployed-applied").path.string
    let result = try Program.apmatrix.run([
      "what-if", "--sysfs", recording, "--script", script.string,
    ])
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("apmatrix: \(script.string)"), "\(result.errors)")
    #expect(result.errors.contains(fact), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }
}
