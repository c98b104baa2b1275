import Reconcile
import SystemPackage
import TestSupport
import Testing

/// Single changes on a host that an agent keeps, which would undo them.
@Suite
struct `A single change of a kept host` {
  private static let file = "/etc/apmatrix/apmatrix.yaml"

  private static let changes = [
    (["assign", "web01", "--control-domain", "0x47"], "what web01 gets"),
    (["unassign", "db01", "--domain", "0xff", "--yes"], "what db01 gets"),
    (["guest", "remove", "db01", "--yes"], "what is said of db01"),
    (
      ["guest", "create", "11111111-2222-4333-8444-555555555555", "--adapter", "9", "--yes"],
      "the guests"
    ),
    (["masks", "set", "--adapters=-0x09"], "host: keeps"),
  ]

  /// A host as declared, with this process in the place of its agent.
  private static func kept(
    mode: String, _ work: (borrowing DocumentedHost) throws -> Void
  ) throws {
    let host = try DocumentedHost.make("7.1")
    #expect(try host.run("apply", "--yes").status == 0)
    let claim = try AgentClaim.take(
      at: host.root.appending(".apmatrix").appending("agent.claim"),
      by: AgentClaimHolder(pid: 4711, mode: mode, configuration: file))
    defer { claim.giveBack() }
    try work(host)
  }

  private static func run(
    _ command: [String], _ host: borrowing DocumentedHost
  ) throws -> Program.Result {
    // Masks and new guests belong to no configuration.
    let config =
      command[0] == "masks" || command[1] == "create" ? [] : ["--config", host.config.string]
    return try Program.apmatrix.run(command + config + ["--sysfs", host.root.string])
  }

  /// What the agent does about it.
  private static func deed(_ command: [String]) -> String {
    command[1] == "create"
      ? "knows nothing of a new guest, and may need what it takes, or remove it"
      : "undoes what it does not declare"
  }

  private static func state(_ host: borrowing DocumentedHost) throws -> String {
    try host.plain("status", "--format", "json").output
      + host.plain("masks", "show").output
  }

  @Test(arguments: changes)
  func `is refused with the file in which it belongs, unless anyway`(
    command: [String], place: String
  ) throws {
    try Self.kept(mode: "enforce") { host in
      let before = try Self.state(host)
      let refused = try Self.run(command, host)
      #expect(refused.status == 1)
      #expect(
        refused.errors == "apmatrix: \(host.root): kept by an agent (pid 4711, mode enforce) by"
          + " \(Self.file), which \(Self.deed(command)); change \(place) there and reload"
          + " the agent (kill -HUP 4711); --anyway changes the host all the same\n")
      #expect(try Self.state(host) == before)
      let done = try Self.run(command + ["--anyway"], host)
      #expect(done.status == 0, "\(done.errors)")
      #expect(done.errors.hasSuffix("which \(Self.deed(command))\n"), "\(done.errors)")
      #expect(try Self.state(host) != before)
    }
  }

  @Test(arguments: changes)
  func `is planned with the same words by a dry run, which writes nothing`(
    command: [String], place: String
  ) throws {
    try Self.kept(mode: "enforce") { host in
      let before = try Self.state(host)
      let dry = try Self.run(command + ["--dry-run"], host)
      #expect(dry.status == 0)
      #expect(dry.errors.contains("change \(place) there"), "\(dry.errors)")
      #expect(try Self.state(host) == before)
    }
  }

  @Test(arguments: changes)
  func `is done without a word beside an agent that only observes`(
    command: [String], place: String
  ) throws {
    try Self.kept(mode: "observe") { host in
      let done = try Self.run(command, host)
      #expect(done.status == 0, "\(done.errors)")
      #expect(done.errors.isEmpty, "\(done.errors)")
    }
  }

  @Test func `is no matter where it changes nothing, or once the agent is gone`() throws {
    try Self.kept(mode: "enforce") { host in
      let same = try host.run("assign", "web01", "--adapter", "0x05")
      #expect(same.status == 0, "\(same.errors)")
      #expect(same.errors.isEmpty)
    }
    let host = try DocumentedHost.make("7.1")
    #expect(try host.run("apply", "--yes").status == 0)
    try TextFile.write(
      "4711\nenforce\n\(Self.file)\n",
      to: host.root.appending(".apmatrix").appending("agent.claim"))
    #expect(try host.run("guest", "remove", "db01", "--yes").status == 0)
  }
}
