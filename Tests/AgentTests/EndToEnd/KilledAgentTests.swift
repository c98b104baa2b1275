import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized)
struct `A killed agent` {
  private typealias Living = `An agent and a fake host as processes`

  /// How many agents are killed at random moments, and at least at how many of the writes.
  ///
  /// APMATRIX_KILLS=1000 kills at every single one.
  static let kills = getenv("APMATRIX_KILLS").flatMap { Int(String(cString: $0)) } ?? 12

  private static func hasConverged(_ host: FakeLPAR, web: Int, data: Int) -> Bool {
    Living.matrix(host, Living.web).count == web && Living.matrix(host, Living.data).count == data
      && host.status.contains("\"condition\":\"waiting\"")
  }

  private static func hasNoLock(_ host: FakeLPAR) -> Bool {
    !TextFile.names(host.file("")).contains { $0.hasPrefix("lock") }
  }

  @Test func `at any moment is no harm to the next one, and leaves no lock behind`() throws {
    var random = SeededGenerator(seed: 20_261)
    let host = try FakeLPAR(.log)
    for round in 0..<Self.kills {
      let small = round % 2 == 0
      let text =
        small ? Living.guests : Living.guests.replacing("[0x04, 0xab]", with: "[0xab, 0xff]")
      try host.declare(disruption: "allow", text)
      let victim = try host.startAgent()
      usleep(useconds_t.random(in: 20_000...220_000, using: &random))
      victim.end(SIGKILL)
    }
    // The last one has something to write, whatever the others left, and so meets their lock.
    unlink(host.file("status.json").string)
    try host.declare(disruption: "allow", Living.guests.replacing("[0x47]", with: "[0x47, 0xff]"))
    let agent = try host.startAgent()
    let healed = host.wait { Self.hasConverged($0, web: 4, data: 2) }
    #expect(healed, "\(agent.text)")
    #expect(host.stop(agent) == 0)
    #expect(Self.hasNoLock(host))
  }

  /// The calls that change a file, as strace's sets; one architecture has some, another others.
  private static let calls = [
    "?rename,?renameat,?renameat2", "write", "pwrite64", "flock", "fchmod", "?symlink,symlinkat",
    "?mkdir,mkdirat", "?chmod,fchmodat", "?rmdir,?unlink,unlinkat", "?link,linkat",
  ]

  /// A host, what is declared for it, and what the guests have when it is so.
  private struct Change {
    let host: FakeLPAR
    let guests: String
    let web: Int
    let data: Int
    var ownership = "masks"
  }

  /// From a host that nobody has declared, and from one that is declared: to less, to a domain that
  /// goes from one guest to the other, and to one that the host gives up; also by overrides, where the
  /// kernel has them.
  private static func changes(_ kernel: String) throws -> [Change] {
    let domains = "[0x04, 0xab]"
    let moved = Living.guests.replacing("[0x47]", with: "[0xab]")
      .replacing(domains, with: "[0x04, 0xff]")
    let more = Living.guests.replacing("[0x47]", with: "[0x47, 0xff]")
    var changes = [
      Change(host: try FakeLPAR(.log, kernel: kernel), guests: Living.guests, web: 4, data: 1),
      Change(
        host: try declared(kernel), guests: Living.guests.replacing(domains, with: "[0x04]"),
        web: 2, data: 1),
      Change(host: try declared(kernel), guests: moved, web: 4, data: 1),
      Change(host: try declared(kernel), guests: more, web: 4, data: 2),
    ]
    guard kernel == "7.1" else { return changes }
    let ownership = "driver-override"
    changes.append(
      Change(
        host: try declared(kernel, ownership), guests: more.replacing(domains, with: "[0x04]"),
        web: 2, data: 2, ownership: ownership))
    return changes
  }

  /// A host that an agent has made what is declared.
  private static func declared(
    _ kernel: String, _ ownership: String = "masks"
  ) throws -> FakeLPAR {
    let host = try FakeLPAR(.log, kernel: kernel)
    try host.declare(ownership: ownership, Living.guests)
    let agent = try host.startAgent()
    #expect(host.wait { hasConverged($0, web: 4, data: 1) })
    #expect(host.stop(agent) == 0)
    return host
  }

  /// Kills an agent before its n-th call of a set, and lets another one finish the work.
  ///
  /// - Returns: whether there was such a call.
  private static func kill(_ change: Change, before number: Int, of set: String) throws -> Bool {
    let host = change.host
    let shell = try #require(Program.installed("sh"))
    _ = try shell.run([
      "-c", "rm -rf \(host.host) && cp -a \(host.file("before")) \(host.host)",
    ])
    unlink(host.file("status.json").string)
    let victim = try host.startAgent(
      under: "strace -D -f -qqq -o /dev/null -e trace=\(set)"
        + " -e inject=\(set):signal=KILL:when=\(number)")
    let ended = host.wait {
      !victim.isRunning || hasConverged($0, web: change.web, data: change.data)
    }
    try #require(ended, "\(victim.text)")
    // A victim that got through may still meet its call while it ends.
    if victim.isRunning, host.stop(victim) == 0 { return false }
    unlink(host.file("status.json").string)
    let next = try host.startAgent()
    let healed = host.wait { hasConverged($0, web: change.web, data: change.data) }
    #expect(healed, "before \(set) \(number): \(next.text)")
    #expect(host.stop(next) == 0)
    #expect(hasNoLock(host), "before \(set) \(number)")
    return true
  }

  @Test(Needs.strace, arguments: ["6.1", "6.12", "7.1"])
  func `at each of its writes in turn is no harm to the next one`(kernel: String) throws {
    let isComplete = Self.kills >= 1_000
    let step = isComplete ? 1 : 9
    var killed = 0
    for change in try Self.changes(kernel) {
      let move = try #require(Program.installed("cp"))
      _ = try move.run(["-a", change.host.host.string, change.host.file("before").string])
      try change.host.declare(
        disruption: "allow", ownership: change.ownership, change.guests)
      for set in Self.calls.prefix(isComplete ? 100 : 2) {
        var number = step
        while try Self.kill(change, before: number, of: set) {
          killed += 1
          number += step
        }
      }
    }
    // The three kernels together come to more than a thousand.
    #expect(killed >= (isComplete ? 320 : 8), "\(killed)")
    print("\(kernel): \(killed) agents were killed before a call that changes a file")
  }
}
