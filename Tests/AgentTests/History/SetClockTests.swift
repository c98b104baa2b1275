import History
import Report
import Testing

@testable import Agent

/// The wall clock was set while no agent ran.
@Suite
struct `A history that goes on at an earlier time` {
  private static let looked = Moment(wall: 7_200_000, uptime: 500_000)

  private static func start(at wall: Int64, up uptime: Int64) -> [HistoryEntry] {
    var history = AgentHistory()
    return history.starts(at: Moment(wall: wall, uptime: uptime), after: looked, "observes")
  }

  /// Nobody knows whether the machine was started anew meanwhile, so only the least is certain.
  @Test(arguments: [509_000 as Int64, 3_000])
  func `says that the clock was set back, and by how much at least`(uptime: Int64) throws {
    let entries = Self.start(at: 3_600_000, up: uptime)
    try #require(entries.map(\.kind) == [.clock, .agent])
    #expect(entries[0].count == -3_600_000 && entries[0].since == Self.looked)
    #expect(
      entries.map { HistoryWords([:]).sentence($0) } == [
        "the wall clock was set back by at least 60 min",
        "agent starts: observes (nobody looked for a time in which the clock was set back)",
      ])
  }

  @Test func `says nothing of it where time went on`() {
    #expect(Self.start(at: 7_208_000, up: 508_000).map(\.kind) == [.agent])
  }
}
