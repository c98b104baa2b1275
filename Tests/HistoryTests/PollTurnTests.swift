import APModel
import Testing

@testable import History

/// A poll looks at a few cards and overrides, the next one at others.
@Suite
struct `What polls look at in turn` {
  private static let changed = Made.whole { sight in
    sight.overrides = [Made.first: "cex4queue"]
    sight.cards[Made.first.adapter]?.isCheckstopped = true
    sight.adapterMask = []
  }

  /// The first look began at 990.
  @Test(
    arguments: [
      ([], 990, 990), ([1_200, 1_400], 1_400, 990), ([1_200, 1_400, 1_600], 1_600, 1_200),
      ([1_200, 1_400, 1_600, 1_800], 1_800, 1_400),
    ] as [([Int64], Int64, Int64)])
  func `has stayed since the first of those polls that looked at all`(
    polls: [Int64], mask: Int64, others: Int64
  ) {
    var chronicle = Made.begun(Made.whole())
    for poll in polls { chronicle.stayed(at: Made.moment(poll), inTurns: 3) }
    let entries = Self.look(&chronicle, Self.changed)
    let since = { (kind: HistoryEntry.Kind) in entries.filter { $0.kind == kind }.map(\.since?.wall)
    }
    #expect(since(.mask) == [mask])
    #expect(since(.card) == [others] && since(.override) == [others])
  }

  /// The agent ends, and what it knew is a line of text until the next one begins.
  @Test func `is known to the next agent as of then`() throws {
    var chronicle = Made.begun(Made.whole())
    for poll: Int64 in [1_200, 1_400] { chronicle.stayed(at: Made.moment(poll), inTurns: 3) }
    _ = chronicle.end(at: Made.moment(1_500))
    let entries = try Self.next(chronicle)
    #expect(entries.filter { $0.kind == .mask }.map(\.since?.wall) == [1_400])
    for kind in [HistoryEntry.Kind.card, .override] {
      #expect(entries.filter { $0.kind == kind }.map(\.since?.wall) == [990])
    }
  }

  /// What the last agent could not read when it looked last was not as it had it known.
  @Test func `is as old for the next agent as it was for the last`() throws {
    var chronicle = Made.begun(Made.whole())
    _ = Self.look(&chronicle, Made.whole { $0.adapterMask = nil }, at: 1_400)
    let entries = try Self.next(chronicle)
    #expect(entries.filter { $0.kind == .mask }.map(\.since?.wall) == [990])
    #expect(entries.filter { $0.kind == .override }.map(\.since?.wall) == [1_390])
  }

  @Test func `can't tell when an mdev came that nobody could list`() {
    var chronicle = Made.begun(Made.whole { $0.guests = [:] })
    _ = Self.look(&chronicle, Made.whole { ($0.guests, $0.hidesGuests) = ([:], true) }, at: 1_400)
    chronicle.stayed(at: Made.moment(1_500))
    let entries = Self.look(&chronicle, Made.whole())
    #expect(entries.filter { $0.kind == .mdev }.map(\.since?.wall) == [990])
  }

  private static func look(
    _ chronicle: inout Chronicle, _ sight: HostSight, at: Int64 = 2_000
  ) -> [HistoryEntry] {
    chronicle.look(
      .host(sight), began: Made.moment(at - 10), mark: 10, endMark: 10, at: Made.moment(at))
  }

  private static func next(_ chronicle: Chronicle) throws -> [HistoryEntry] {
    let (sight, moment) = (try #require(chronicle.known), try #require(chronicle.lookedAt))
    let text = KnownHost(sight, at: moment, number: 1).text
    let known = try #require(KnownHost(Array(text.utf8)))
    var next = Chronicle(known.sight, at: known.moment)
    return look(&next, changed)
  }
}
