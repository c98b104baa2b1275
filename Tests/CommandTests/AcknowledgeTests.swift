import Glibc
import Reconcile
import SystemPackage
import TestSupport
import Testing

/// What an agent has found of exposed queues, and who has dealt with it.
@Suite
struct `An acknowledgement` {
  private static let nothing =
    "Nothing to acknowledge: no agent has kept an exposed queue. apmatrix status says whether a queue of a"
    + " guest is with the host now.\n"

  private static let done =
    "Nothing to acknowledge: all 2 exposures that an agent has kept are acknowledged. apmatrix status says"
    + " whether a queue of a guest is with the host now.\n"

  private static func entry(_ queue: String, number: Int, lasts: Bool) -> String {
    """
    {"queue":"\(queue)","uuid":"62177883-f1bb-47f0-914d-32a22e3a8804","guest":"web01",
    "driver":"cex4queue","running":true,"number":\(number),"times":1,"first":1893456000,
    "last":1893456002,"began":1893456000,"lasts":\(lasts)}
    """
  }

  private static func host(_ entries: String...) throws -> DocumentedHost {
    let host = try DocumentedHost.make("7.1")
    if !entries.isEmpty { try keep(entries, on: host) }
    return host
  }

  private static func keep(_ entries: [String], on host: borrowing DocumentedHost) throws {
    try TextFile.write(
      "{\"schema\":\"apmatrix.exposures/v1\",\"ledger\":\"2030-01-01T00:00:00Z\",\"total\":2,"
        + "\"milliseconds\":2000,\"exposures\":[\(entries.joined(separator: ","))]}",
      to: host.root.appending(".apmatrix/exposures.json"))
  }

  @Test func `lists what it acknowledges, once`() throws {
    let host = try Self.host(
      Self.entry("06.0004", number: 1, lasts: false), Self.entry("06.0047", number: 2, lasts: false)
    )
    let dry = try host.plain("acknowledge", "--dry-run")
    #expect(dry.status == 0)
    #expect(
      dry.output.hasPrefix(
        "06.0004 of guest web01: once with cex4queue, first seen 2030-01-01T00:00:00Z, gone 2030-01-01T00:00:02Z,"
          + " while the guest ran\n06.0047 of guest web01: "), "\(dry.output)")
    #expect(
      dry.output.contains("guest's master keys in domains 0004 0047 of adapter 06 as exposed"))
    let done = try host.plain("acknowledge")
    #expect(done.status == 0 && done.errors.isEmpty)
    // Who does it is not told to.
    #expect(dry.output.contains("; then run apmatrix acknowledge"))
    let told = dry.output.replacing("; then run apmatrix acknowledge", with: "")
    #expect(done.output == told + "Acknowledged: 2 queues.\n")
    #expect(try host.plain("acknowledge").output == Self.done)
    // The agent has seen it, and forgets which they were.
    try Self.keep([], on: host)
    #expect(try host.plain("acknowledge").output == Self.done)
  }

  /// Without an agent nobody knows whether it still is.
  @Test(arguments: [
    (true, "06.0047: still with cex4queue, and not acknowledged"),
    (
      false,
      "06.0047: with cex4queue when the agent looked last, and not acknowledged; start the agent"
    ),
  ])
  func `leaves what is still exposed`(isWatched: Bool, fact: String) throws {
    let host = try Self.host(
      Self.entry("06.0004", number: 1, lasts: false), Self.entry("06.0047", number: 2, lasts: true))
    let holder = AgentClaimHolder(pid: getpid(), mode: "enforce", configuration: "/a")
    let path = host.root.appending(".apmatrix/agent.claim")
    let claim = isWatched ? try AgentClaim.take(at: path, by: holder) : nil
    defer { claim?.giveBack() }
    let done = try host.plain("acknowledge")
    #expect(done.status == 1)
    #expect(done.output.hasSuffix("Acknowledged: 1 queue.\n"))
    #expect(done.errors.contains(fact), "\(done.errors)")
    #expect(try host.plain("acknowledge", "--dry-run").output.hasPrefix("06.0047 of guest web01"))
  }

  /// A later number that is over says nothing of an earlier one that lasts.
  @Test func `of what is still exposed never comes true by itself`() throws {
    let lasting = Self.entry("06.0004", number: 1, lasts: true)
    let host = try Self.host(lasting, Self.entry("06.0047", number: 2, lasts: false))
    #expect(try host.plain("acknowledge").status == 1)
    let file = host.root.appending(".apmatrix/exposures.json")
    // The agent sees it end before it has seen the acknowledgement.
    let ended = try TextFile.text(file).replacing("\"lasts\":true", with: "\"lasts\":false")
    try TextFile.write(ended, to: file)
    #expect(try host.plain("acknowledge", "--dry-run").output.hasPrefix("06.0004 of guest web01"))
    let done = try host.plain("acknowledge")
    #expect(done.status == 0 && done.output.hasSuffix("Acknowledged: 1 queue.\n"))
    #expect(!done.output.contains("06.0047 of"))
    // Neither is forgotten by the other.
    #expect(try host.plain("acknowledge").output == Self.done)
  }

  @Test func `is none where all is still exposed`() throws {
    let host = try Self.host(
      Self.entry("06.0004", number: 1, lasts: true), Self.entry("06.0047", number: 2, lasts: true))
    #expect(try host.plain("acknowledge").status == 1)
    #expect(!TextFile.names(host.root.appending(".apmatrix")).contains("acknowledged"))
  }

  @Test func `has nothing to do where nothing was exposed, and says what it can't read`() throws {
    let host = try Self.host()
    let none = try host.plain("acknowledge")
    #expect(none.status == 0 && none.output == Self.nothing)
    try TextFile.write("no", to: host.root.appending(".apmatrix/exposures.json"))
    let broken = try host.plain("acknowledge")
    #expect(broken.status == 1)
    #expect(broken.errors.contains("exposures.json: not understood"), "\(broken)")
    ScratchDirectory.remove(host.root.appending(".apmatrix/exposures.json"))
    try TextFile.makeDirectories(host.root.appending(".apmatrix/exposures.json"))
    let denied = try host.plain("acknowledge")
    #expect(denied.status == 1 && denied.output.isEmpty)
    #expect(denied.errors.contains("can't be read: Is a directory; run as root"), "\(denied)")
  }
}
