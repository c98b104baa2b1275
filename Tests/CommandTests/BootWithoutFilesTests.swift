import Reconcile
import SystemPackage
import TestSupport
import Testing

/// What the files of the next boot can't say, or the kernel's parameters say as well.
@Suite
final class `The next boot beside parameters and overrides` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  private let scratch: ScratchDirectory
  private let files: [String]

  init() throws {
    scratch = try ScratchDirectory()
    let etc = scratch.path.appending("etc").string
    files = ["--mdevctl", "\(etc)/mdevctl.d/matrix", "--udev-rules", "\(etc)/41-ap.rules"]
  }

  /// What the parameters leave to vfio_ap has a driver, where that is loaded as it is now.
  @Test func `brings the host up again beside masks of the kernel's parameters`() throws {
    let other = scratch.path.appending("parameters").string
    let mask = "0xf9" + String(repeating: "f", count: 62)
    let made = try Program.apmatrix.run([
      "fake", "create", other, "--kernel", "7.1", "--adapters", "5:cca,6:ep11,7:accel", "--domains",
      "4,0x47", "--apmask", mask,
    ])
    try #require(made.status == 0, "\(made.errors)")
    let declared = scratch.path.appending("parameters.yaml").string
    let guest = "web: {uuid: \(Self.uuid), adapters: [5, 7], domains: [4, 0x47]}"
    try TextFile.write("version: 1\nguests:\n  \(guest)\n", to: FilePath(declared))
    let host = ["--sysfs", other, "--config", declared]
    let applied = try Program.apmatrix.run(["apply", "--yes", "--persist"] + host + files)
    try #require(applied.status == 0, "\(applied.errors)")
    let boot = try Program.apmatrix.run(["what-if", "--reboot"] + host + files)
    #expect(boot.status == 0)
    let text = boot.output
    #expect(!text.contains("nothing loads") && !text.contains("fails to start"), "\(text)")
    #expect(text.contains("a start loads vfio_ap if it is loaded now"), "\(text)")
    #expect(!text.contains("loses"), "\(text)")
  }

  @Test func `is not made by files where only an agent sets overrides, which is said`() throws {
    let host = try DocumentedHost.make("7.1")
    let text = try TextFile.text(host.config)
    let overrides = text.replacing("ownership: masks", with: "ownership: driver-override")
    #expect(overrides != text)
    try TextFile.write(overrides, to: host.config)
    let words = ["--config", host.config.string, "--sysfs", host.root.string] + files
    let lack = "\(files[3]): sets no driver_override, without which guests get no queue"
    let result = try Program.apmatrix.run(["apply", "--yes", "--persist", "--check"] + words)
    #expect(result.errors.contains("next boot: \(lack)"), "\(result.errors)")
    #expect(result.status == 2)
    for words in [["plan"] + words, ["apply", "--yes"] + words] {
      let told = try Program.apmatrix.run(words)
      let line = DocumentedHost.joined(told.output)
      #expect(told.status == 0 && line.contains("Next boot: \(lack)"), "\(told.output)")
      #expect(!line.contains("apply --persist writes"))
    }
    let json = try Program.apmatrix.run(["plan", "--format", "json"] + words)
    #expect(json.output.contains("sets no driver_override"), "\(json.output)")
    // What somebody's own rules give to guests is not known.
    let own = "ACTION==\"add\", KERNEL==\"05.0004\", ATTR{driver_override}=\"vfio_ap\"\n"
    try TextFile.write(own, to: FilePath(files[3]))
    #expect(try !Program.apmatrix.run(["plan"] + words).output.contains("sets no driver_override"))
    #expect(try Program.apmatrix.run(["apply", "--yes", "--persist"] + words).status == 0)
  }

  /// An agent that enforces sets them at each boot.
  @Test(arguments: ["enforce", "observe"])
  func `is made by an enforcing agent where overrides are declared, and by no other`(mode: String)
    throws
  {
    let host = try DocumentedHost.make("7.1")
    let text = try TextFile.text(host.config)
      .replacing("ownership: masks", with: "ownership: driver-override")
    try TextFile.write(text, to: host.config)
    let words = ["--config", host.config.string, "--sysfs", host.root.string] + files
    let claim = try AgentClaim.take(
      at: host.root.appending(".apmatrix/agent.claim"),
      by: AgentClaimHolder(pid: 4711, mode: mode, configuration: host.config.string))
    defer { claim.giveBack() }
    let plan = try Program.apmatrix.run(["plan"] + words)
    #expect(plan.output.contains("sets no driver_override") == (mode == "observe"))
  }
}
