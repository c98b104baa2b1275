import APModel
import Reconcile
import Testing
import Uevents

@testable import History

/// Each queue's hops stand, and are read, in the order in which they happened.
@Suite
struct `The owners of a queue` {
  private static let second = Made.queue(5, 0x47)
  private static let nobody = HostSight.Place(driver: nil, claim: .none)
  private static let always = Moment(wall: .min)...Moment(wall: .max)

  private static func holders(
    _ queue: APQN, _ entries: [HistoryEntry], in span: ClosedRange<Moment> = always
  ) -> [String] {
    AccessReport(of: queue, in: span, entries, toldUntil: Moment(wall: .max)).accesses.map(
      \.holder.text)
  }

  private static func owner(
    _ queue: APQN, _ entries: [HistoryEntry], at moment: Moment
  ) -> OwnerReplay.Answer {
    var replay = OwnerReplay(at: moment)
    for entry in entries { replay.take(entry) }
    return replay.answer(queue)
  }

  /// Two queues of the host, of which the second later does what the first began with.
  private static func entries() -> [HistoryEntry] {
    let sight = Made.sight([Made.first: Made.host, second: Made.host])
    var chronicle = Made.begun(sight)
    chronicle.hear([
      Made.event(.unbind, Made.first, "cex4queue", number: 11, at: 1_100),
      Made.event(.bind, Made.first, "cex4queue", number: 12, at: 1_101),
      Made.event(.unbind, second, "cex4queue", number: 13, at: 1_200),
    ])
    return [Chronicle.state(sight, at: Made.moment(1_000))]
      + Made.look(&chronicle, [Made.first: Made.host, second: nobody])
  }

  @Test func `follow each other although another queue did the same later`() {
    let entries = Self.entries()
    #expect(Self.holders(Made.first, entries) == ["host:cex4queue", "nobody", "host:cex4queue"])
    #expect(Self.holders(Self.second, entries) == ["host:cex4queue", "nobody"])
    // Between the two queues' hops the first was back, and nothing is left open.
    let host = Holder.host(driver: "cex4queue")
    #expect(Self.owner(Made.first, entries, at: Made.moment(1_150)) == .known(host))
    #expect(
      Self.owner(Self.second, entries, at: Made.moment(1_150)) == .between([host, .nobody]))
  }

  @Test func `had left by what is known of their return, however late the event of it came`() {
    let sight = Made.sight([Made.first: Made.host])
    var chronicle = Made.begun(sight)
    chronicle.hear([
      Made.event(.bind, Made.first, "cex4queue", number: 12, at: 1_101),
      Made.event(.unbind, Made.first, "cex4queue", number: 11, at: 1_200),
    ])
    let entries = Made.look(&chronicle)
    #expect(
      Made.words(entries) == [
        "05.0004: host:cex4queue -> nobody, other, event",
        "05.0004: nobody -> host:cex4queue, other, event",
      ])
    #expect(entries.map(\.until?.wall) == [1_101, 1_101])
  }

  /// At 10:30 it came to vfio_ap, at 10:31 the clock was set to 9:31, at 9:40 the host had it again.
  static let setBack: [HistoryEntry] = {
    func moment(_ minutes: Int64, _ uptime: Int64) -> Moment {
      Moment(wall: minutes * 60_000, uptime: uptime * 60_000)
    }
    var clock = HistoryEntry(.clock, at: moment(571, 31))
    clock.count = -60 * 60_000
    var hops = [moment(630, 30), moment(580, 40)].map { HistoryEntry(.queues, at: $0) }
    for index in hops.indices {
      hops[index].queues.insert(Made.first)
      hops[index].until = hops[index].time
      hops[index].since = Moment(wall: hops[index].time.wall - 5_000)
    }
    (hops[0].before, hops[0].after) = ("host:cex4queue", "unassigned")
    (hops[1].before, hops[1].after) = ("unassigned", "host:cex4queue")
    let state = Chronicle.state(Made.sight([Made.first: Made.host]), at: moment(600, 0))
    return [state, hops[0], clock, hops[1]]
  }()

  /// In minutes of the day: all, from 10:00 on, until 10:00, and two in the hour that came twice.
  @Test(arguments: [
    (0, 1_000, ["host:cex4queue", "unassigned", "host:cex4queue"]),
    (600, 1_000, ["host:cex4queue", "unassigned", "host:cex4queue"]),
    (0, 600, ["host:cex4queue", "unassigned", "host:cex4queue"]),
    (575, 578, ["host:cex4queue", "unassigned"]),
    (585, 590, ["host:cex4queue", "host:cex4queue"]),
  ])
  func `follow each other although the clock was set back`(
    first: Int64, last: Int64, holders: [String]
  ) {
    let span = Moment(wall: first * 60_000)...Moment(wall: last * 60_000)
    #expect(Self.holders(Made.first, Self.setBack, in: span) == holders)
  }

  @Test func `begin with the first of which all is known`() {
    let entries = [Self.setBack[1], Self.setBack[0]]
    #expect(Self.holders(Made.first, entries) == ["host:cex4queue"])
  }

  @Test func `are those of a replay, and the host's, at the end of every random history`() {
    var counts = (clocks: 0, late: 0, hops: 0)
    for seed in UInt64(1)...80 {
      let past = RandomPast(seed: seed, steps: 100)
      counts.clocks += past.counts.clocks
      counts.late += past.counts.late
      counts.hops += past.entries.count { $0.kind == .queues }
      for queue in RandomPast.queues {
        let owner = past.places[queue]?.holder ?? .absent
        let replayed = Self.owner(queue, past.entries, at: Moment(wall: .max))
        let told = AccessReport(
          of: queue, in: Self.always, past.entries, toldUntil: Moment(wall: .max)
        ).accesses.last?.holder
        #expect(replayed == .known(owner), "seed \(seed), \(queue)")
        #expect(told == owner, "seed \(seed), \(queue)")
      }
    }
    #expect(counts.clocks > 10 && counts.late > 100 && counts.hops > 1_000, "\(counts)")
  }
}
