import Glibc
import SystemPackage
import TestSupport
import Testing

/// What `plan --rehearse` tells and what `apply` makes of it, as a user types it.
@Suite
struct `A plan that is rehearsed` {
  @Test func `ends as the host then does, and is shown with what is different`() throws {
    let host = try DocumentedHost.make("6.12")
    let plan = try host.run("plan", "--rehearse")
    #expect(plan.status == 2, "\(plan.errors)")
    #expect(plan.output.contains("Rehearsal: all 11 steps are done and read back\n"))
    #expect(plan.output.contains("guest db01 gains 05.0047 05.00ff\n"))
    #expect(try host.run("plan").status == 2)
    #expect(try host.run("apply", "--yes").status == 0)
    #expect(try host.run("plan", "--rehearse").output.hasPrefix("Nothing to do"))
  }

  /// A host kept by overrides, of which an adapter leaves; `apmatrix.yaml` has masks again.
  private static func hostWithoutSix() throws -> DocumentedHost {
    let host = try DocumentedHost.make("7.1")
    let masks = try TextFile.text(host.config)
    try TextFile.write(
      masks.replacing("ownership: masks", with: "ownership: driver-override"), to: host.config)
    #expect(try host.run("apply", "--yes").status == 0)
    try host.fake("adapter", "remove", with: "0x06")
    try host.fake("scan")
    try TextFile.write(masks, to: host.config)
    return host
  }

  /// An override that left with its adapter stays counted: the kernel refuses masks until a restart.
  @Test func `leaves masks for later where the kernel would refuse them, and says so`() throws {
    let host = try Self.hostWithoutSix()
    let plan = try host.run("plan", "--rehearse")
    #expect(plan.status == 0, "\(plan.output)\(plan.errors)")
    let text = DocumentedHost.joined(plan.output)
    #expect(
      text.contains("Later: the host: masks can't be written before it is restarted"), "\(text)")
    #expect(text.contains("the driver_override with which 06.0004"), "\(text)")
    #expect(try host.run("apply", "--yes", "--check").status == 2)
    // One guest goes, and the others are kept as they are.
    #expect(try host.run("guest", "remove", "db01", "--yes").status == 0)
    let again = try host.run("apply", "--yes")
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.output.contains("wait until vfio_ap has") == false, "\(again.output)")
    let masks = try host.plain("masks", "set", "--adapters=-0x05,-0x06", "--yes")
    #expect(masks.status == 1)
    #expect(masks.errors.contains("05.0004"), "\(masks.errors)")
  }

  /// What came back may have been taken from the guest by somebody, so that the twin has to decide.
  @Test(arguments: [["masks", "set", "--adapters=-0x05,-0x06"]])
  func `is not begun where the kernel would refuse a step`(change: [String]) throws {
    let host = try Self.hostWithoutSix()
    try host.fake("adapter", "add", with: "0x06")
    try host.fake("scan")
    for domain in ["0004", "0047", "00ab", "00ff"] {
      try host.write(("devices/ap/card05/05.\(domain)/driver_override", ""))
    }
    let before = try host.plain("status", "--format", "json").output
    let words = change + ["--yes", "--allow-disruption", "--sysfs", host.root.string]
    let refused = try Program.apmatrix.run(words)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("apmatrix: rehearsal: step 1: "), "\(refused.errors)")
    #expect(refused.errors.contains("was refused: EINVAL:"), "\(refused.errors)")
    #expect(refused.errors.contains("nothing was changed; --no-rehearsal does it all the same\n"))
    #expect(try host.plain("status", "--format", "json").output == before)
    let forced = try Program.apmatrix.run(words + ["--no-rehearsal"])
    #expect(forced.status == 1)
    #expect(forced.output.contains("Not done: step 1"), "\(forced.output)\(forced.errors)")
  }

  /// A kernel that filters nothing shows no `guest_matrix`; no twin is equal to it.
  @Test func `names the attribute that a twin can't show, and is carried out all the same`() throws
  {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let recording = RecordedHost("6.12.117/deployed-applied").path.string
    #expect(try Program.apmatrix.run(["unpack", recording, root.string]).status == 0)
    let matrix = root.appending("devices/vfio_ap/matrix")
    for name in TextFile.names(matrix) where name.utf8.count == 36 {
      #expect(unlink(matrix.appending(name).appending("guest_matrix").string) == 0)
    }
    let config = scratch.path.appending("config.yaml")
    let text = try TextFile.text(DocumentedHost.example)
    try TextFile.write(text.replacing("[0x05, 0x06]", with: "[0x06]"), to: config)
    let words = ["--config", config.string, "--sysfs", root.string]
    let plan = try Program.apmatrix.run(["plan", "--rehearse"] + words)
    #expect(plan.status == 1)
    #expect(plan.output.contains("Rehearsal: none\n"), "\(plan.output)\(plan.errors)")
    #expect(DocumentedHost.joined(plan.output).contains("guest_matrix: the host shows nothing"))
    let apply = try Program.apmatrix.run(["apply", "--yes"] + words)
    #expect(apply.errors.contains("guest_matrix: the host shows nothing"), "\(apply.errors)")
    #expect(apply.errors.contains("not rehearsed: each step is checked on the host alone"))
    // It went as far as a copy goes.
    #expect(apply.errors.contains("step 1: \(root) is a copy"), "\(apply.errors)")
  }

  @Test(Needs.jsonSchema, arguments: ["6.1", "7.1"])
  func `is in the plan's document as the schema describes it`(kernel: String) throws {
    let host = try DocumentedHost.make(kernel)
    let file = host.scratch.path.appending("plan.json")
    let plan = try host.run("plan", "--rehearse", "--format", "json")
    try TextFile.write(plan.output, to: file)
    let python = try #require(Program.installed("python3"))
    let check = try python.run([
      Repository.root.appending("Tests/tools/validate-json.py").string,
      Repository.root.appending("Packaging/schemas/apmatrix.plan.v1.json").string, file.string,
    ])
    #expect(check.status == 0, "\(check.output)\(check.errors)")
    #expect(plan.output.contains("\"ends\" : \"as-planned\""))
    #expect(try host.run("apply", "--plan", file.string, "--yes").status == 0)
  }
}
