import Agent
import Glibc
import History
import SystemPackage
import TestSupport
import Testing

/// Agents that are killed while they write their history, by the calls that do it.
@Suite(.serialized)
struct `A history whose agent is killed` {
  private typealias Kept = `A history that an agent keeps`

  /// The calls that make or change something in the directory, as strace's sets.
  private static let calls = ["?mkdir,mkdirat", "openat", "fsync", "?rename,?renameat,?renameat2"]

  @Test(Needs.strace)
  func `is whole, and misses nothing, before whichever call that was`() throws {
    // A slow machine asks for fewer kills, and takes every fourth.
    let step = `A killed agent`.kills < 12 ? 4 : 1
    var counts: [String: Int] = [:]
    for set in Self.calls {
      counts[set] = try Self.killEach(of: set, step: step) { host in host.file("history") }
    }
    for set in ["write", "fsync"] {
      counts["\(set) of lines"] = try Self.killEach(of: set, step: step) { host in
        host.file("history").appending(Self.month)
      }
    }
    let killed = counts.values.reduce(0, +)
    #expect(counts.values.allSatisfy { $0 > 0 } && killed * step >= 30, "\(counts)")
    print("\(killed) agents that keep a history were killed before a call: \(counts)")
  }

  /// Temporary files have random names, so that strace can't be told to count their calls alone.
  @Test func `is whole, and misses nothing, before it leaves what is known`() throws {
    let host = try FakeLPAR(.log)
    try host.declare(Kept.guests)
    let agent = try Kept.keep(host)
    try #require(host.wait(until: Kept.isWhole), "\(agent.text)")
    agent.end(SIGKILL)
    try TextFile.write("", to: host.file("history").appending(".apmatrix.5eed.tmp"))
    try Self.goOn(host, "with an empty file that was to be known.json")
  }

  /// APMATRIX_KILLS=1000 kills at every single one.
  @Test(Needs.strace)
  func `is whole, and misses nothing, at any moment between`() throws {
    let step = `A killed agent`.kills >= 1_000 ? 1 : 12
    let killed = try ["write", "openat"].map { set in
      try Self.killEach(of: set, step: step) { _ in nil }
    }
    #expect(killed.allSatisfy { $0 > 1 }, "\(killed)")
    print(
      "\(killed) agents that keep a history were killed at a write, and an open, of the main thread"
    )
  }

  private static var month: String {
    let now = WallClock().moment(.now).utc
    return now.prefix(7) + ".jsonl"
  }

  /// Kills an agent before its first call of a set, another one before its second, and so on.
  ///
  /// - Parameters:
  ///   - step: 2 leaves out every second one.
  ///   - path: only calls on this file count; nil for all.
  /// - Returns: how many were killed.
  private static func killEach(
    of set: String, step: Int = 1, on path: (FakeLPAR) -> FilePath?
  ) throws -> Int {
    var killed = 0
    while try kill(before: 1 + killed * step, of: set, on: path) != nil { killed += 1 }
    return killed
  }

  /// Kills an agent before its n-th call of a set, and lets another one finish the work.
  ///
  /// - Returns: the call; nil if there was none such.
  private static func kill(
    before number: Int, of set: String, on path: (FakeLPAR) -> FilePath? = { _ in nil }
  ) throws -> String? {
    let host = try FakeLPAR(.log)
    try host.declare(Kept.guests)
    // strace counts for each thread, and one writes the history: where all count, the main one is killed.
    let filter = path(host).map { "-f -P \($0) " } ?? ""
    let victim = try start(
      host, filter + "-e trace=\(set) -e inject=\(set):signal=KILL:when=\(number)")
    let ended = host.wait { !victim.isRunning || Kept.isWhole($0) }
    try #require(ended, "\(victim.text)")
    if victim.isRunning, host.stop(victim) == 0 { return nil }
    try goOn(host, "before \(set) \(number)")
    return calls(host).last ?? ""
  }

  /// The next agent on a host finds the history whole, and goes on.
  private static func goOn(_ host: FakeLPAR, _ moment: String) throws {
    let directory = host.file("history")
    let file = TextFile.names(directory).first { $0.hasSuffix(".jsonl") }
    let left = try file.map { try TextFile.text(directory.appending($0)) } ?? ""
    unlink(host.file("status.json").string)
    let next = try Kept.keep(host)
    let healed = host.wait(until: Kept.isWhole)
    #expect(healed, "\(moment): \(next.text)")
    #expect(host.stop(next) == 0)
    let check = try Kept.ask(host, "--verify")
    #expect(check.status == 0, "\(moment): \(check.errors)")
    if let file {
      #expect(try TextFile.text(directory.appending(file)).hasPrefix(left), "\(moment)")
    }
    #expect(!TextFile.names(directory).contains { $0.hasSuffix(".tmp") }, "\(moment)")
    // The agent has ended, and nobody looks any more.
    let owners = try Kept.ask(host, "--at", "now", "--format", "csv").output
    #expect(
      owners.split(separator: "\n").count { $0.contains(",unwatched,guest:") } == 8, "\(owners)")
  }

  private static func start(_ host: FakeLPAR, _ options: String) throws -> Background {
    try host.startAgent(
      "--history \(host.file("history"))",
      under: "strace -D -qqq -y -o \(host.file("trace")) \(options)")
  }

  /// The calls as strace has noted them.
  private static func calls(_ host: FakeLPAR) -> [String] {
    ((try? TextFile.text(host.file("trace"))) ?? "").split(separator: "\n")
      .filter { $0.first { !$0.isNumber && $0 != " " }.map { $0 != "+" && $0 != "-" } ?? false }
      .map(String.init)
  }
}
