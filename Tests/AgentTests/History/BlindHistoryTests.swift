import APModel
import Reconcile
import Report
import Testing

@testable import Agent
@testable import History

/// A kernel that does not answer, so that nobody looks.
@Suite
struct `A history while the kernel does not answer` {
  private static func moment(_ time: Int64) -> Moment { Moment(wall: time, uptime: time) }

  private static func access(since: Int64) -> PendingAccess {
    PendingAccess(
      operation: "read", path: "bus/ap/apmask", since: Instant(milliseconds: since))
  }

  private static func gaps(_ entries: [HistoryEntry]) -> [[Int64?]] {
    entries.filter { $0.kind == .lost && $0.object == "looking" }.map {
      [$0.since?.wall, $0.until?.wall]
    }
  }

  /// One that has looked at second 1.
  private static func looked() -> AgentHistory {
    var history = AgentHistory()
    var look = Look()
    look.shown = .host(HostSight())
    history.begins(at: moment(1_000), mark: nil)
    _ = history.note(.finished(.looked(look)), at: moment(1_100), mark: nil)
    return history
  }

  private static func same() -> AgentInput {
    var look = Look()
    look.shown = .same
    return .finished(.looked(look))
  }

  @Test func `says from the last look on that nobody could look, once`() {
    var history = Self.looked()
    for time: Int64 in [4_000, 7_000, 9_000] {
      #expect(
        history.note(.tick(Self.access(since: 2_000)), at: Self.moment(time), mark: nil).isEmpty)
    }
    let entries = history.note(Self.same(), at: Self.moment(12_000), mark: nil)
    #expect(Self.gaps(entries) == [[1_000, 12_000]])
    let line = entries.first { $0.object == "looking" }.map { HistoryWords([:]).sentence($0) }
    #expect(line?.hasPrefix("the kernel did not answer, and nobody could look") == true)
    #expect(Self.gaps(history.note(Self.same(), at: Self.moment(13_000), mark: nil)).isEmpty)
  }

  @Test func `takes no poll for a look that finds again what a torn read had`() {
    var history = Self.looked()
    var torn = Look()
    (torn.shown, torn.poll) = (.nothing, Fingerprint("torn"))
    history.begins(at: Self.moment(2_000), mark: nil)
    _ = history.note(.finished(.looked(torn)), at: Self.moment(2_100), mark: nil)
    history.begins(at: Self.moment(5_000), mark: nil)
    let polled = AgentInput.finished(.polled(Fingerprint("torn")))
    _ = history.note(polled, at: Self.moment(5_010), mark: nil)
    var (look, sight) = (Look(), HostSight())
    sight.guests["u1"] = HostSight.Guest(state: .active, assigned: Matrix())
    look.shown = .host(sight)
    history.begins(at: Self.moment(9_000), mark: nil)
    let entries = history.note(.finished(.looked(look)), at: Self.moment(9_100), mark: nil)
    let made = entries.first { $0.kind == .mdev }
    #expect(made?.since?.wall == 1_000 && made?.until?.wall == 9_100, "\(entries)")
  }

  /// A poll that finds all as it was is a look at what no event announces.
  @Test func `says so at the next poll, too`() {
    var history = Self.looked()
    _ = history.note(.tick(Self.access(since: 2_000)), at: Self.moment(5_000), mark: nil)
    let polled = AgentInput.finished(.polled(Fingerprint()))
    #expect(
      Self.gaps(history.note(polled, at: Self.moment(9_000), mark: nil)) == [[1_000, 9_000]])
    #expect(Self.gaps(history.note(Self.same(), at: Self.moment(300_000), mark: nil)).isEmpty)
  }

  @Test func `says so at its end`() {
    var history = Self.looked()
    _ = history.note(.tick(Self.access(since: 2_000)), at: Self.moment(5_000), mark: nil)
    let entries = history.ends(at: Self.moment(8_000))
    #expect(Self.gaps(entries) == [[1_000, 8_000]])
    // Its end is no look.
    #expect(entries.last?.part == "ends" && entries.last?.lookedAt == Self.moment(1_000))
    #expect(history.lookedAt == Self.moment(1_000))
  }

  @Test func `says nothing of an access that takes a moment`() {
    var history = Self.looked()
    _ = history.note(.tick(Self.access(since: 2_000)), at: Self.moment(3_000), mark: nil)
    #expect(Self.gaps(history.note(Self.same(), at: Self.moment(3_500), mark: nil)).isEmpty)
  }
}
