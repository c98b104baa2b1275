import APModel
import Reconcile
import Testing

@testable import History

/// Who had a queue at a time of a clock that was set back.
@Suite
struct `A moment of a clock that was set back` {
  private static let host = Holder.host(driver: "cex4queue")

  private static func minutes(_ minutes: Double) -> Moment {
    Moment(wall: Int64(minutes * 60_000))
  }

  private static func replay(_ entries: [HistoryEntry], at moment: Moment) -> OwnerReplay {
    var replay = OwnerReplay(at: moment)
    for entry in entries { replay.take(entry) }
    return replay
  }

  /// From 10:30 to 10:31, and from 9:31 to 9:40, vfio_ap had it; 10:31 was followed by 9:31.
  @Test(
    arguments: [
      (575, .known(.unassigned)), (585, .known(host)), (610, .known(host)),
      (630.5, .between([.unassigned, host])), (640, .known(host)),
    ] as [(Double, OwnerReplay.Answer)])
  func `is answered for each time that it came`(minute: Double, answer: OwnerReplay.Answer) {
    let replay = Self.replay(`The owners of a queue`.setBack, at: Self.minutes(minute))
    #expect(replay.isCovered && replay.answer(Made.first) == answer)
  }

  @Test func `is before the history where no time of it had it`() {
    let early = Self.replay(`The owners of a queue`.setBack, at: Self.minutes(570))
    #expect(!early.isCovered)
  }

  /// What happened before the clock was set, and came to light behind that.
  @Test(
    arguments: [
      (575, .known(.nobody)), (630.2, .between([.unassigned, host])),
      (630.95, .between([.unassigned, .nobody, host])),
    ] as [(Double, OwnerReplay.Answer)])
  func `knows what was told late`(minute: Double, answer: OwnerReplay.Answer) {
    var entries = `The owners of a queue`.setBack
    var late = entries[1]
    late.time = Self.minutes(571.5)
    (late.since, late.until) = (Self.minutes(630.6), Self.minutes(630.9))
    (late.before, late.after, late.predating) = ("unassigned", "nobody", .both)
    entries.insert(late, at: 3)
    let replay = Self.replay(entries, at: Self.minutes(minute))
    #expect(replay.answer(Made.first) == answer)
  }

  /// The next agent starts at an earlier time than that of the last look, and something has changed.
  @Test(
    arguments: [
      (600.5, .known(host)), (602, .between([host, .unassigned])), (661, .known(.unassigned)),
    ] as [(Double, OwnerReplay.Answer)])
  func `is answered where it was set while no agent looked`(
    minute: Double, answer: OwnerReplay.Answer
  ) {
    let (looked, now) = (Self.minutes(660), Self.minutes(601))
    var clock = HistoryEntry(.clock, at: now)
    (clock.count, clock.since) = (-59 * 60_000, looked)
    var start = HistoryEntry(.agent, at: now)
    (start.since, start.until, start.predating) = (looked, now, .since)
    var hop = HistoryEntry(.queues, at: now)
    hop.queues.insert(Made.first)
    (hop.since, hop.until, hop.predating) = (looked, now, .since)
    (hop.before, hop.after) = ("host:cex4queue", "unassigned")
    let state = Chronicle.state(Made.sight([Made.first: Made.host]), at: Self.minutes(600))
    let replay = Self.replay([state, clock, start, hop], at: Self.minutes(minute))
    #expect(replay.answer(Made.first) == answer)
  }

  /// A second more or less, as a daemon for the time sets it between two looks, and an hour.
  @Test(arguments: [
    [], [-1_500], [-1_500, 1_500], [-3_600_000, -1_200], [-3_600_000, 3_600_000],
  ])
  func `is answered with who had it, in every random history`(shifts: [Int64]) {
    var counts = (clocks: 0, known: 0)
    for seed in UInt64(1)...40 {
      let past = RandomPast(seed: seed, steps: 100, shifts: shifts, loses: false)
      counts.clocks += past.counts.clocks
      for wall in Set(past.entries.flatMap { [$0.since, $0.until].compactMap(\.self) }.map(\.wall))
      {
        var replay = Self.replay(past.entries, at: Moment(wall: wall + 1))
        replay.ends = past.now
        // The first look took a while, and tells of its end.
        let isBefore = past.stays[0].from.wall...(past.entries[0].time.wall) ~= wall + 1
        guard replay.isCovered, !isBefore else { continue }
        for queue in RandomPast.queues {
          let truth = past.holders(of: queue, at: wall + 1)
          guard case .known(let holder) = replay.answer(queue) else { continue }
          counts.known += 1
          #expect(truth.isSubset(of: [holder]), "seed \(seed), \(queue) at \(wall + 1)")
        }
      }
    }
    #expect(counts.known > 1_000 && (counts.clocks > 10) == !shifts.isEmpty, "\(counts)")
  }
}
