import SystemPackage
import TestSupport
import Testing

/// `what-if` as a user types it.
@Suite
struct `What if` {
  @Test func `plays its options in the order in which they stand, and touches nothing`() throws {
    let host = try DocumentedHost.make("6.12")
    #expect(try host.run("apply", "--yes").status == 0)
    let before = try host.plain("status", "--format", "json").output
    let result = try host.run(
      "what-if", "--guest-start", "web01", "--domain-gone", "0xab", "--masks", "+0x06",
      "--guest-stop=web01", "--domain-back", "0xab", "--adapter-off=0x05-0x06", "--reboot")
    #expect(result.status == 0, "\(result.errors)")
    let titles = result.output.split(separator: "\n").filter { $0.hasPrefix("What if") }
    #expect(
      titles == [
        "What if guest web01 starts", "What if domain 00ab leaves the host's configuration",
        "What if somebody writes +0x06 to apmask", "What if guest web01 ends",
        "What if domain 00ab joins the host's configuration",
        "What if adapter 05 is configured off", "What if adapter 06 is configured off",
        "What if the machine starts anew",
      ])
    #expect(result.output.contains("the kernel refuses: EBUSY: guest db02 has 06.0047"))
    #expect(result.output.contains("guest web01 (running) loses 05.00ab 06.00ab\n"))
    #expect(result.output.contains("  does this\n  Plan: 11 steps\n"))
    #expect(try host.plain("status", "--format", "json").output == before)
  }

  @Test func `brings up what udev's rules and mdevctl keep`() throws {
    let host = try DocumentedHost.make("6.12")
    #expect(try host.run("apply", "--yes").status == 0)
    let defined = host.scratch.path.appending("defined")
    try TextFile.makeDirectories(defined)
    let rules = host.scratch.path.appending("41-ap.rules").string
    let export = try Program.apmatrix.run([
      "export", "--config", host.config.string, "--mdevctl", defined.string, "--udev-rules", rules,
    ])
    #expect(export.status == 0, "\(export.errors)")
    let result = try host.run(
      "what-if", "--reboot", "--mdevctl", defined.string, "--udev-rules", rules)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("The agent\n  does nothing\n"), "\(result.output)")
  }

  @Test(arguments: [
    ([], "write what is to happen, for instance --adapter-off 0x06"),
    (["--adapter-off", "06"], "--adapter-off: "),
    (["--module-unload", "zcrypt"], "write vfio_ap"), (["--checkstop", "05.47"], "05.0047"),
  ])
  func `is refused where it is not understood`(arguments: [String], hint: String) throws {
    let recording = RecordedHost("7.2.13/deployed-applied").path.string
    let result = try Program.apmatrix.run(["what-if", "--sysfs", recording] + arguments)
    #expect(result.status == 64 || result.status == 1)
    #expect(result.errors.contains(hint), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test func `knows only guests that are there`() throws {
    let recording = RecordedHost("7.2.13/deployed-applied").path.string
    let result = try Program.apmatrix.run([
      "what-if", "--sysfs", recording, "--guest-start", "nobody",
    ])
    #expect(result.status == 1)
    #expect(result.errors.contains("nobody: no such guest"), "\(result.errors)")
  }
}
