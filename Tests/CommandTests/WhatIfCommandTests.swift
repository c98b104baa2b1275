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
    // What is kept over a restart was not looked at.
    #expect(result.status == 1, "\(result.errors)")
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

  @Test func `is no whole answer where a guest's matrix could not be read`() throws {
    let recording = RecordedHost("6.1.176/large-16x85-02-assigned-496-apqns").path.string
    let result = try Program.apmatrix.run(["what-if", "--adapter-off", "5", "--sysfs", recording])
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("apmatrix: guest ") && result.errors.contains("--insist"))
  }

  /// Without a usage domain no card answers, and the bus has no device for it.
  @Test func `brings up the cards of a host that gets its first domain`() throws {
    let host = try DocumentedHost.make("6.12")
    try host.fake("domain", "remove", with: "4,0x47,0xab,0xff", "--scan")
    #expect(TextFile.names(host.root.appending("bus/ap/devices")).isEmpty)
    let result = try host.plain("what-if", "--domain-back", "4")
    #expect(result.status == 0)
    #expect(result.output.contains("05.0004 06.0004"), "\(result.output)")
    try host.fake("domain", "add", with: "4", "--scan")
    #expect(
      TextFile.names(host.root.appending("bus/ap/devices"))
        == ["05.0004", "06.0004", "card05", "card06"])
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

  /// With `ap.aqmask=0x0` every queue is vfio_ap's, which nothing loads here.
  @Test func `starts with the masks of the command line below the root`() throws {
    let host = try DocumentedHost.make("6.12")
    let root = host.scratch.path.appending("root")
    try TextFile.write(#"root=/dev/dasda1 ap.aqmask="0x0""#, to: root.appending("proc/cmdline"))
    let result = try host.run("what-if", "--reboot", "--root", root.string)
    let text = DocumentedHost.joined(result.output)
    #expect(text.contains(": the host -> no driver"), "\(text)\(result.errors)")
  }

  /// A rule that no event of a boot reaches sets nothing, and whoever shares a queue has it by chance.
  @Test func `does not hope for rules that never fire, nor for an order of definitions`() throws {
    let host = try DocumentedHost.make("6.12")
    #expect(try host.run("apply", "--yes").status == 0)
    let root = host.scratch.path.appending("root")
    let rules = root.appending("etc/udev/rules.d/41-ap.rules")
    let export = try Program.apmatrix.run([
      "export", "--config", host.config.string, "--udev-rules", rules.string, "--mdevctl",
      root.appending("etc/mdevctl.d/matrix").string,
    ])
    #expect(export.status == 0)
    let good = try TextFile.text(rules)
    let rule = #"ACTION=="add", RUN{program}+="/usr/sbin/mdevctl start-parent-mdevs matrix""#
    try TextFile.write(rule, to: root.appending("usr/lib/udev/rules.d/60-mdevctl.rules"))
    let reboot = ["what-if", "--reboot", "--root", root.string]
    func told() throws -> String {
      let result = try Program.apmatrix.run(
        reboot + ["--sysfs", host.root.string, "--config", host.config.string])
      #expect(result.status == 0, "\(result.errors)")
      return DocumentedHost.joined(result.output)
    }
    let broken = try told()
    #expect(broken.contains("mdevctl starts nothing: /usr/lib/udev/rules.d/60-mdevctl.rules: runs"))
    try TextFile.write("", to: root.appending("usr/sbin/mdevctl"))
    #expect(try told().contains("The agent does nothing"))

    try TextFile.write(good.replacing(#"DEVPATH=="/"#, with: #"DEVPATH=="/no/"#), to: rules)
    let silent = try told()
    #expect(silent.contains("the rules that keep the masks match no event of a boot"), "\(silent)")
    #expect(silent.contains("guest web01 loses 05.0004 05.00ab 06.0004 06.00ab"), "\(silent)")

    try TextFile.write(good, to: rules)
    let other = "3d2a2b86-33a6-4e3f-8a4b-6d0ad8b9a111"
    try TextFile.write(
      #"{"mdev_type": "vfio_ap-passthrough", "start": "auto", "attrs": "#
        + #"[{"assign_adapter": "5"}, {"assign_domain": "4"}]}"#,
      to: root.appending("etc/mdevctl.d/matrix/\(other)"))
    let shared = try told()
    #expect(shared.contains("which of mdevs \(other) and 62177883-"), "\(shared)")
    #expect(shared.contains("is chance: mdevctl starts them in the directory's order"))
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

  @Test(Needs.jsonSchema) func `is told in JSON as the schema describes it`() throws {
    let host = try DocumentedHost.make("7.1")
    #expect(try host.run("apply", "--yes").status == 0)
    let python = try #require(Program.installed("python3"))
    let plays = [
      ["--adapter-off", "0x06", "--masks", "+0x05", "--reboot"],
      ["--guest-start", "62177883", "--module-unload", "vfio_ap"],
    ]
    for (number, play) in plays.enumerated() {
      for names in [["--config", host.config.string], []] {
        let words = ["what-if", "--format", "json", "--sysfs", host.root.string] + play + names
        let result = try Program.apmatrix.run(words)
        #expect(result.status == (play.contains("--reboot") ? 1 : 0), "\(result.errors)")
        #expect(result.output.contains("\"agent\"") == !names.isEmpty)
        let file = host.scratch.path.appending("story-\(number).json")
        try TextFile.write(result.output, to: file)
        let check = try python.run([
          Repository.root.appending("Tests/tools/validate-json.py").string,
          Repository.root.appending("Packaging/schemas/apmatrix.what-if.v1.json").string,
          file.string,
        ])
        #expect(check.status == 0, "\(check.output)\(check.errors)")
      }
    }
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
