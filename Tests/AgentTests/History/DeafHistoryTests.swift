import APModel
import History
import Reconcile
import Testing

@testable import Agent

/// A source of events that ends, and is opened again later.
@Suite
struct `A history while no event can be heard` {
  private static func moment(_ time: Int64) -> Moment { Moment(wall: time, uptime: time) }

  private static func gaps(_ entries: [HistoryEntry]) -> [[Int64?]] {
    entries.filter { $0.kind == .lost && $0.object == "listening" }.map {
      [$0.since?.wall, $0.until?.wall]
    }
  }

  @Test func `says from when to when, once, however often it was tried to open it`() {
    var history = AgentHistory()
    for time: Int64 in [1_000, 2_000, 4_000] {
      #expect(history.note(.eventsEnded("gone"), at: Self.moment(time), mark: nil).isEmpty)
    }
    let entries = history.note(.eventsOpened("udev events"), at: Self.moment(9_000), mark: nil)
    #expect(Self.gaps(entries) == [[1_000, 9_000]])
    #expect(Self.gaps(history.ends(at: Self.moment(10_000))).isEmpty)
  }

  @Test func `says so at each look, and at the end`() {
    var history = AgentHistory()
    _ = history.note(.eventsEnded("gone"), at: Self.moment(1_000), mark: nil)
    let looked = history.note(.finished(.looked(Look())), at: Self.moment(3_000), mark: nil)
    #expect(Self.gaps(looked) == [[1_000, 3_000]])
    #expect(Self.gaps(history.ends(at: Self.moment(5_000))) == [[3_000, 5_000]])
  }

  /// What happened in between and was undone nobody knows.
  @Test func `makes no claim of who had a queue then`() {
    var history = AgentHistory()
    _ = history.note(.eventsEnded("gone"), at: Self.moment(1_000), mark: nil)
    let entries = history.note(.eventsOpened("udev events"), at: Self.moment(9_000), mark: nil)
    let queue = APQN(AdapterID(5), DomainID(4))
    var state = HistoryEntry(.state, at: Self.moment(500))
    state.holders = [.host(driver: "cex4queue"): QueueSet([queue])]
    let report = AccessReport(
      of: queue, in: Self.moment(0)...Self.moment(20_000), [state] + entries,
      toldUntil: Moment(wall: .max))
    #expect(report.gaps.map(\.since.wall) == [1_000])
  }
}
