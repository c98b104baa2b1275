import Reconcile
import SystemPackage
import TestSupport
import Testing

/// A host whose new devices have no driver, because drivers_autoprobe is 0.
@Suite
struct `A host that is held` {
  private static let sentence =
    "drivers_autoprobe is 0 and nobody keeps this host: new devices stay without a driver"
  private static let web = "62177883-f1bb-47f0-914d-32a22e3a8804"

  /// The documented host with overrides, as the agent leaves it that was killed: adapter 06 is back, 07
  /// is new.
  private static func abandoned() throws -> DocumentedHost {
    let host = try DocumentedHost.make("7.1")
    let text = try TextFile.text(host.config)
    try TextFile.write(
      text.replacing("ownership: masks", with: "ownership: driver-override"), to: host.config)
    let applied = try host.run("apply", "--yes")
    #expect(applied.status == 0, "\(applied.errors)")
    try host.write(("bus/ap/drivers_autoprobe", "0"))
    try host.fake("adapter", "remove", with: "6", "--scan")
    try host.fake("adapter", "add", with: "6:accel,7:cca", "--scan")
    return host
  }

  private static func claim(_ host: borrowing DocumentedHost, mode: String) throws -> AgentClaim {
    try AgentClaim.take(
      at: host.root.appending(".apmatrix").appending("agent.claim"),
      by: AgentClaimHolder(pid: 4711, mode: mode, configuration: "f.yaml"))
  }

  private static func autoprobe(_ host: borrowing DocumentedHost) throws -> String {
    try TextFile.text(host.root.appending("bus/ap/drivers_autoprobe"))
  }

  @Test func `and kept by nobody is a problem with its way out`() throws {
    let host = try Self.abandoned()
    let status = DocumentedHost.joined(try host.plain("status").output)
    #expect(status.contains(Self.sentence))
    #expect(status.contains("or run apmatrix release, which binds what has no driver"))
    let story = DocumentedHost.joined(try host.plain("explain", Self.web).output)
    #expect(story.contains("drivers_autoprobe is 0 and nobody keeps this host"), "\(story)")
    #expect(story.contains("run apmatrix release"), "\(story)")
    let check = try host.plain("status", "--check")
    #expect(check.status == 2)
    // A card without a driver is worse, and is told first.
    #expect(check.output.hasPrefix("DANGER: card 06 has no driver"), "\(check.output)")
    try host.write(("bus/ap/drivers_probe", "card06"), ("bus/ap/drivers_probe", "card07"))
    for queue in ["06.0004", "06.0047", "06.00ab", "06.00ff"] {
      try host.write(
        ("devices/ap/card06/\(queue)/driver_override", "vfio_ap"), ("bus/ap/drivers_probe", queue))
    }
    for queue in ["07.0004", "07.0047", "07.00ab", "07.00ff"] {
      try host.write(("bus/ap/drivers_probe", queue))
    }
    // All have their driver now; what comes next will have none.
    let later = try host.plain("status", "--check")
    #expect(later.status == 2)
    #expect(later.output.contains(Self.sentence), "\(later.output)")
  }

  @Test func `is given back past a lock that was left behind, which is said`() throws {
    let host = try Self.abandoned()
    // The highest pid that Linux can give is 4,194,303.
    try TextFile.write("4194304\n", to: host.root.appending(".apmatrix/s390apconfig.lock"))
    let result = try host.run("release")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("was left behind by pid 4194304"), "\(result.errors)")
    #expect(try Self.autoprobe(host) == "1\n")
  }

  @Test func `elsewhere is not asked what this machine's configuration declares`() throws {
    let host = try Self.abandoned()
    let result = try host.plain("release")
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(try Self.autoprobe(host) == "1\n")
  }

  @Test func `by an agent that keeps it is no problem`() throws {
    let host = try Self.abandoned()
    let claim = try Self.claim(host, mode: "enforce")
    defer { claim.giveBack() }
    #expect(!DocumentedHost.joined(try host.plain("status").output).contains("drivers_autoprobe"))
  }

  @Test func `is kept by nobody where the agent only observes`() throws {
    let host = try Self.abandoned()
    let claim = try Self.claim(host, mode: "observe")
    defer { claim.giveBack() }
    #expect(DocumentedHost.joined(try host.plain("status").output).contains(Self.sentence))
    #expect(try host.run("release").status == 0)
    #expect(try Self.autoprobe(host) == "1\n")
  }

  @Test func `is released: each queue gets its owner, and the kernel binds what comes`() throws {
    let host = try Self.abandoned()
    let released = try host.run("release")
    #expect(released.status == 0 && released.errors.isEmpty, "\(released)")
    #expect(
      released.output.hasPrefix("drivers_autoprobe: echo '1' > bus/ap/drivers_autoprobe: done"))
    #expect(try host.plain("status", "--check").status == 0)
    #expect(try host.run("plan").status == 0)
    let again = try host.run("release")
    #expect(again.status == 0)
    #expect(again.output.hasPrefix("Nothing to do: nothing waits for a driver that is loaded"))
  }

  /// What mdevs hold is a guest's, whatever can be read beside; what no mdev holds may be one's.
  @Test(arguments: ["", "version: 1\nguests: [\n"])
  func `is released as far as that is sure where the configuration can't be understood`(
    text: String
  ) throws {
    let host = try Self.abandoned()
    let path = host.config.string + ".other"
    if !text.isEmpty { try TextFile.write(text, to: FilePath(path)) }
    let released = try host.plain("release", "--config", path)
    #expect(released.status == 1, "\(released)")
    #expect(released.errors.contains("only what mdevs hold is known to be a guest's"))
    #expect(released.errors.contains("left without a driver, since a guest's queue would be"))
    #expect(try Self.autoprobe(host) == "1\n")
    #expect(!released.output.contains("is the host's"), "\(released.output)")
    #expect(try host.plain("status", "--check").status == 2)
    #expect(try host.run("release").status == 0)
    #expect(try host.plain("status", "--check").status == 0)
  }

  @Test func `is not released under the agent that keeps it`() throws {
    let host = try Self.abandoned()
    let claim = try Self.claim(host, mode: "enforce")
    defer { claim.giveBack() }
    let released = try host.run("release")
    #expect(released.status == 1)
    #expect(released.errors.contains("kept by an agent (pid 4711, mode enforce)"))
    #expect(try Self.autoprobe(host) == "0\n")
  }

  @Test func `is left alone by the unit where no agent has held it`() throws {
    let host = try Self.abandoned()
    let released = try host.run("release", "--if-held")
    #expect(released.status == 0 && released.output.isEmpty && released.errors.isEmpty)
    #expect(try Self.autoprobe(host) == "0\n")
    try TextFile.write("", to: host.root.appending(".apmatrix").appending("hold"))
    #expect(try host.run("release", "--if-held").status == 0)
    #expect(try Self.autoprobe(host) == "1\n")
    #expect(TextFile.names(host.root.appending(".apmatrix")).contains("hold") == false)
  }

  /// Before 6.19 it was always no more than worth knowing.
  @Test func `is as it was on a kernel without overrides`() throws {
    let host = try DocumentedHost.make("6.12")
    try host.write(("bus/ap/drivers_autoprobe", "0"))
    #expect(try host.plain("status", "--check").status == 0)
    let status = DocumentedHost.joined(try host.plain("status").output)
    #expect(status.contains("stays without a driver until it is probed"), "\(status)")
  }
}
