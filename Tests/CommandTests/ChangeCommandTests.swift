import SystemPackage
import TestSupport
import Testing

/// From nothing to the documented three guests and on, as a user types it.
@Suite
struct `The commands that change a host` {
  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `lead to the declared host, and then have nothing to do`(kernel: String) throws {
    let host = try DocumentedHost.make(kernel)
    let plan = try host.run("plan")
    #expect(plan.status == 2)
    #expect(plan.output.contains("1. bus/ap/apmask <- -0x05-0x06"))
    #expect(plan.output.contains("from the host"))
    // The random number source of 6.1 has sent one request at boot.
    let ground = "-> 05.0004 had requests once, and host-use-watch 0 asks no more"
    #expect(plan.output.contains(ground) == (kernel == "6.1"), "\(plan.output)")
    let apply = try host.run("apply", "--yes")
    #expect(apply.status == 0, "\(apply.errors)")
    #expect(apply.output.contains("each read back"))
    let again = try host.run("plan")
    #expect(again.status == 0)
    #expect(again.output == "Nothing to do: the host is as it should be.\n")
    #expect(try host.run("apply", "--yes").output == again.output)
    #expect(try host.run("check").status == 0)
    let status = try host.plain("status", "--check")
    #expect(status.output.hasPrefix("OK: 3 guests, 8 queues"))
    #expect(!TextFile.names(host.root.appending(".apmatrix")).contains("s390apconfig.lock"))
  }

  @Test func `do not say that there are no errors in front of one`() throws {
    let host = try DocumentedHost.make("6.12")
    #expect(try host.run("check").output.contains("3 guests, 8 queues, no errors\n"))
    try host.fake("module", "unload", with: "vfio_ap")
    let result = try host.run("check")
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("the vfio_ap module is not loaded; load it (modprobe vfio_ap)"))
  }

  @Test func `ask on a terminal and without one need --yes`() throws {
    let host = try DocumentedHost.make("6.12")
    let result = try host.run("apply")
    #expect(result.status == 1)
    #expect(result.errors.contains("use --yes"))
    #expect(try host.run("plan").status == 2)
  }

  @Test func `carry out a saved plan only while it is still true`() throws {
    let host = try DocumentedHost.make("6.12")
    let file = host.scratch.path.appending("plan.json").string
    try TextFile.write(try host.run("plan", "--format", "json").output, to: FilePath(file))
    #expect(try host.run("apply", "--plan", file, "--dry-run").status == 0)
    _ = try host.plain("masks", "set", "--adapters=-0x05", "--yes")
    let result = try host.run("apply", "--plan", file, "--yes")
    #expect(result.status == 1)
    #expect(result.errors.contains("has changed since: step 1 differs; nothing was done"))
    try TextFile.write("{}", to: FilePath(file))
    #expect(try host.run("apply", "--plan", file, "--yes").errors.contains("not a plan"))
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `refuse masks that would take a queue from a guest, and name both`(kernel: String) throws {
    let host = try DocumentedHost.make(kernel)
    #expect(try host.run("apply", "--yes").status == 0)
    let result = try host.plain("masks", "set", "--adapters=+0x05", "--yes")
    #expect(result.status == 1)
    #expect(
      result.errors.contains(
        "mdev 62177883-f1bb-47f0-914d-32a22e3a8804: it holds 05.0004, 05.00ab"),
      "\(result.errors)")
    // Each guest has one reason, and none that only a configuration could cure.
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.contains("which the host would keep") }, "\(result.errors)")
    #expect(try host.plain("masks").output.contains("apmask 0xf9ff"))
  }

  @Test func `tell all errors of a configuration at once, with their places`() throws {
    let host = try DocumentedHost.make("6.12")
    try TextFile.write("version: 1\nguests:\n  a: {uuid: 1, adapters: 05}\n", to: host.config)
    let result = try host.run("apply", "--yes")
    #expect(result.status == 1)
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.hasPrefix("apmatrix: \(host.config):3:") })
    #expect(try host.plain("masks").output.contains("apmask 0xffff"))
  }

  @Test func `import what they have made, and export it for other tools`() throws {
    let host = try DocumentedHost.make("6.12")
    #expect(try host.run("apply", "--yes").status == 0)
    let defined = host.scratch.path.appending("defined")
    try TextFile.makeDirectories(defined)
    let rules = host.scratch.path.appending("41-ap.rules")
    let export = try Program.apmatrix.run([
      "export", "--config", host.config.string, "--mdevctl", defined.string, "--udev-rules",
      rules.string,
    ])
    #expect(export.status == 0, "\(export.errors)")
    #expect(TextFile.names(defined).count == 3)
    let imported = try host.plain(
      "import", "--mdevctl", defined.string, "--udev-rules", rules.string, "--force", "-o",
      host.config.string)
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(try TextFile.text(host.config).contains("# \(defined)/cef03c3c"))
    #expect(try !TextFile.text(host.config).contains("differs"))
    #expect(try host.run("plan").status == 0)
  }

  @Test(Needs.jsonSchema) func `print plans that the schema describes`() throws {
    let host = try DocumentedHost.make("6.12")
    let plan = host.scratch.path.appending("plan.json")
    try TextFile.write(try host.run("plan", "--format", "json").output, to: plan)
    _ = try host.plain("guest", "create", "--adapter", "5", "--domain", "4", "--yes")
    let unreachable = host.scratch.path.appending("unreachable.json")
    let result = try host.run("plan", "--format", "json")
    #expect(result.status == 1)
    try TextFile.write(result.output, to: unreachable)
    let python = try #require(Program.installed("python3"))
    let check = try python.run([
      Repository.root.appending("Tests/tools/validate-json.py").string,
      Repository.root.appending("Packaging/schemas/apmatrix.plan.v1.json").string, plan.string,
      unreachable.string,
    ])
    #expect(check.status == 0, "\(check.output)\(check.errors)")
  }

  @Test(
    Needs.strace,
    arguments: [
      ["plan", "--config", "C"], ["check", "--config", "C"], ["import"],
      ["plan", "--rehearse", "--config", "C"],
      ["what-if", "--config", "C", "--adapter-gone", "5", "--reboot"],
      ["apply", "--config", "C", "--dry-run", "--yes"],
      ["assign", "62177883", "--adapter", "7", "--dry-run"],
      ["unassign", "62177883", "--adapter", "5", "--dry-run", "--allow-disruption", "--yes"],
      ["guest", "remove", "62177883", "--dry-run"], ["guest", "create", "--dry-run"],
      ["masks", "set", "--domains=-0x20", "--dry-run", "--yes"],
    ])
  func `open nothing for writing where they only look`(arguments: [String]) throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let recording = RecordedHost("7.1.8/b-03-configured").path.string
    #expect(try Program.apmatrix.run(["unpack", recording, root.string]).status == 0)
    let log = scratch.path.appending("trace")
    let strace = try #require(Program.installed("strace"))
    let words = arguments.map { $0 == "C" ? DocumentedHost.example.string : $0 }
    _ = try strace.run(
      ["-f", "-o", log.string, try Repository.programs.appending("apmatrix").string] + words
        + ["--sysfs", root.string])
    let calls = try TextFile.text(log).split(separator: "\n").map(String.init)
    #expect(calls.contains { $0.contains("/bus/ap/apmask") })
    let writing = ["O_WRONLY", "O_RDWR", "O_CREAT", "unlink(", " link(", "rename(", "mkdir("]
    let suspects = calls.filter { call in writing.contains { call.contains($0) } }
    #expect(suspects.isEmpty, "\(suspects)")
  }
}
