import Reconcile
import Testing

@testable import History

/// Where only the journal keeps entries, an agent that starts knows of none before.
@Suite
struct `An agent that starts without knowing of the one before` {
  private static let queue = Made.queue(5, 4)
  private static let guest = Holder.guest(uuid: Made.web)
  private static let host = Holder.host(driver: "cex4queue")

  private static func agent(_ part: String, at time: Int64, since: Int64? = nil) -> HistoryEntry {
    var entry = HistoryEntry(.agent, at: Made.moment(time))
    (entry.object, entry.part, entry.since) = ("agent", part, since.map { Made.moment($0) })
    return entry
  }

  /// The first looks until 2,000, and the next one begins at 9,000 and has looked at 9,100.
  private static func entries(_ found: HostSight.Place) -> [HistoryEntry] {
    [
      agent(HistoryEntry.starting, at: 900),
      Chronicle.state(Made.sight([queue: Made.guest]), at: Made.moment(1_000)),
      agent(HistoryEntry.ending, at: 2_100, since: 2_000),
      agent(HistoryEntry.starting, at: 9_000),
      Chronicle.state(Made.sight([queue: found]), at: Made.moment(9_100)),
    ]
  }

  @Test(arguments: [(Made.guest, [guest]), (Made.host, [guest, host])])
  func `has looked at nothing since that`(found: HostSight.Place, holders: [Holder]) {
    let entries = Self.entries(found)
    let always = Moment(wall: .min)...Moment(wall: .max)
    let report = AccessReport(of: Self.queue, in: always, entries, toldUntil: Moment(wall: .max))
    #expect(report.accesses.map(\.holder) == holders)
    #expect(report.gaps.map(\.since) == [Made.moment(2_000)])
    #expect(report.gaps.map(\.until) == [Made.moment(9_000)])
    let border = report.accesses.dropFirst().first?.from
    #expect(border.map(\.since) == (holders.count == 2 ? Made.moment(2_000) : nil))
    #expect(border.map(\.until) == (holders.count == 2 ? Made.moment(9_100) : nil))
    let answers = ([1_500, 5_000, 9_200] as [Int64]).map { time -> OwnerReplay.Answer in
      var replay = OwnerReplay(at: Made.moment(time))
      for entry in entries { replay.take(entry) }
      return replay.answer(Self.queue)
    }
    #expect(answers == [.known(Self.guest), .unwatched(Self.guest), .known(holders.last!)])
  }
}
