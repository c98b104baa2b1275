import APModel
import Glibc
import History
import SystemPackage
import TestSupport
import Testing

/// The agent's history, kept and asked by the real program.
@Suite(.serialized)
struct `A history that an agent keeps` {
  private typealias Living = `An agent and a fake host as processes`

  static func ask(_ host: FakeLPAR, _ options: String...) throws -> Program.Result {
    try Program.apmatrix.run(
      ["history", "--history", host.file("history").string] + options)
  }

  static func keep(_ host: FakeLPAR) throws -> Background {
    try host.startAgent("--history \(host.file("history"))")
  }

  static let guests = """
      web01:
        uuid: \(Living.web)
        adapters: [0x05, 0x06]
        domains: [0x04, 0xab]
      web02:
        uuid: \(uuid)
        adapters: [0x05, 0x06]
        domains: [0x47]
      db01:
        uuid: \(Living.data)
        adapters: [0x05, 0x06]
        domains: [0xff]
    """
  static let uuid = "0f5a3b62-6d9f-4c93-9a35-2b3a5f1a7c11"
  private static let all = "0x" + String(repeating: "f", count: 64)

  static func isWhole(_ host: FakeLPAR) -> Bool {
    host.queues(of: "vfio_ap").count == 8 && Living.matrix(host, Living.web).count == 4
      && Living.matrix(host, uuid).count == 2 && Living.matrix(host, Living.data).count == 2
      && host.status.contains("\"as declared\"")
  }

  /// Rows of queues' owners, in the form `QUEUE,BEFORE,AFTER,CAUSE`.
  private static func hops(_ host: FakeLPAR) throws -> [String] {
    try ask(host, "--format", "csv").output.split(separator: "\n").compactMap { row in
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count > 12, cells[4] == "queues" else { return nil }
      return [cells[5], cells[8], cells[9], cells[12]].joined(separator: ",")
    }
  }

  /// Three mdevs are removed and all ones written to apmask: eight queues meet a host driver.
  private static func rival(_ host: FakeLPAR, _ agent: Background) throws {
    // The agent looks at none of the moments between: it stands still.
    try #require(host.halt(agent))
    for guest in [Living.web, uuid, Living.data] {
      try host.fake("write", "devices/vfio_ap/matrix/\(guest)/remove", "1")
    }
    for mask in ["apmask", "aqmask"] { try host.fake("write", "bus/ap/\(mask)", all) }
    #expect(host.queues(of: "cex4queue").count == 8)
    agent.signal(SIGCONT)
  }

  @Test func `has each of a rival's eight queues with the host, from when to when`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(Self.guests)
    let agent = try Self.keep(host)
    defer { _ = host.stop(agent) }
    try #require(host.wait(until: Self.isWhole), "\(agent.text)")
    let before = try Self.hops(host)
    try Self.rival(host, agent)
    let told = host.wait { host in
      Self.isWhole(host)
        && (try? Self.hops(host).dropFirst(before.count).count { $0.hasSuffix(",apmatrix") }) ?? 0
          >= 16
    }
    try #require(told, "\(agent.text)")
    let hops = try Self.hops(host).dropFirst(before.count)
    for queue in ["05", "06"].flatMap({ card in
      ["0004", "0047", "00ab", "00ff"].map { "\(card).\($0)" }
    }) {
      let own = hops.filter { $0.hasPrefix(queue) }.map { $0.dropFirst(8) }
      #expect(own.contains { $0.hasSuffix(",host:cex4queue,other") }, "\(own)")
      #expect(
        own.contains { $0.hasPrefix("host:cex4queue,") && $0.hasSuffix(",apmatrix") }, "\(own)")
    }
    #expect(host.stop(agent) == 0)
    let check = try Self.ask(host, "--verify")
    #expect(check.status == 0 && check.errors.isEmpty, "\(check.errors)")
    // The guest's own lines, by whichever name it is asked for.
    let asked = try [Self.uuid, String(Self.uuid.prefix(8)), "web02"].map { guest in
      try Self.ask(host, "--guest", guest).output.split(separator: "\n").filter { $0.first != "H" }
    }
    #expect(
      asked[0].contains { $0.contains(" write ") && $0.contains("guest web02") }, "\(asked[0])")
    #expect(Set(asked).count == 1, "\(asked)")
    let access = try Self.ask(host, "--queue", "05.0047", "--access").output
    #expect(
      access.split(separator: "\n").last { $0.contains("  not known  ") }?.contains("guest web02")
        == true)
  }

  @Test func `says what changed while no agent ran, and for how long nobody looked`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(Self.guests)
    let first = try Self.keep(host)
    try #require(host.wait(until: Self.isWhole), "\(first.text)")
    #expect(host.stop(first) == 0)
    try host.fake("write", "devices/vfio_ap/matrix/\(Living.data)/remove", "1")
    let second = try Self.keep(host)
    try #require(host.wait(until: Self.isWhole), "\(second.text)")
    #expect(host.stop(second) == 0)
    let hops = try Self.hops(host)
    for queue in ["05.00ff", "06.00ff"] {
      #expect(hops.contains("\(queue),guest:\(Living.data),unassigned,unknown"), "\(hops)")
    }
    #expect(try Self.ask(host).output.contains("(nobody looked for "))
    #expect(try Self.ask(host, "--verify").status == 0)
  }

  @Test func `has each line of the log as an entry, whose words no mask's digits fill`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(Self.guests)
    let file = host.file("entries.jsonl")
    let agent = try host.startAgent("--entries \(file)")
    try #require(host.wait(until: Self.isWhole), "\(agent.text)")
    #expect(host.stop(agent) == 0)
    let entries = try TextFile.text(file).split(separator: "\n").compactMap {
      HistoryEntry(line: Array($0.utf8)[...])
    }
    let words = entries.compactMap(\.words)
    for line in agent.text.split(separator: "\n") where !line.hasPrefix("apmatrix: agent: keeps") {
      #expect(words.contains(String(line.dropFirst("apmatrix: ".count))), "\(line)")
    }
    #expect(entries.contains { $0.kind == .decision && $0.object == "guest web01" })
    #expect(entries.contains { $0.kind == .write && $0.value?.hasPrefix("0x0") == true })
    let digits = String(repeating: "0", count: 32)
    #expect(words.allSatisfy { !$0.contains(digits) })
    #expect(try TextFile.mode(file) & 0o777 == 0o600)
  }
}
