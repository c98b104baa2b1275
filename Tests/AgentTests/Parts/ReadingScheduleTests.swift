import Testing

@testable import Agent

@Suite
struct `The reading schedule` {
  private let policy = AgentPolicy(mode: .observe)
  private var schedule = ReadingSchedule(
    at: Instant(milliseconds: 0), AgentPolicy(mode: .observe))

  private func at(_ milliseconds: Milliseconds) -> Instant { Instant(milliseconds: milliseconds) }

  private func look(isComplete: Bool = true) -> Look {
    var look = Look()
    look.isComplete = isComplete
    return look
  }

  @Test mutating func `begins with a full read, polls then, and reads again in the end`() {
    #expect(schedule.take(at: at(0), policy) == .look(.start))
    schedule.looked(look(), at: at(10), policy)
    #expect(schedule.deadlines(at: at(10), policy) == [at(5_010), at(300_000)])
    #expect(schedule.take(at: at(5_009), policy) == nil)
    #expect(schedule.take(at: at(5_010), policy) == .poll)
    #expect(schedule.take(at: at(300_000), policy) == .look(.periodic))
  }

  @Test mutating func `counts the first of several reasons`() {
    _ = schedule.take(at: at(0), policy)
    schedule.want(.verify)
    schedule.want(.reload)
    #expect(schedule.take(at: at(1), policy) == .look(.verify))
    #expect(schedule.take(at: at(1), policy) == nil)
  }

  @Test mutating func `waits for the end of a burst, with polls too`() {
    _ = schedule.take(at: at(0), policy)
    schedule.want(.events, burstEnds: false, at: at(5_000), policy)
    #expect(schedule.deadlines(at: at(5_000), policy) == [at(5_050)])
    #expect(schedule.take(at: at(5_049), policy) == nil)
    #expect(schedule.take(at: at(5_050), policy) == .look(.events))
  }

  @Test
  mutating func `reads after a poll that shows something else, and not after one like before`() {
    _ = schedule.take(at: at(0), policy)
    schedule.looked(look(), at: at(10), policy)
    #expect(schedule.polled(Fingerprint(), at: at(5_010), policy) == .nothing)
    #expect(schedule.wanted == nil)
    #expect(schedule.polled(Fingerprint("other"), at: at(10_010), policy) == .changed)
    #expect(schedule.wanted == .silent)
  }

  @Test mutating func `reads at once what has changed where something else can't be read`() {
    _ = schedule.take(at: at(0), policy)
    schedule.looked(look(isComplete: false), at: at(10), policy)
    #expect(schedule.polled(Fingerprint("other"), at: at(1_000), policy) == .changed)
    _ = schedule.take(at: at(1_000), policy)
    var blind = look(isComplete: false)
    blind.isBlind = true
    schedule.looked(blind, at: at(1_010), policy)
    #expect(schedule.polled(Fingerprint("other"), at: at(2_000), policy) == .nothing)
  }

  @Test mutating func `reads a host that could not be read less and less often`() {
    var reads: [Milliseconds] = []
    _ = schedule.take(at: at(0), policy)
    schedule.looked(look(isComplete: false), at: at(0), policy)
    for second in 1...100 {
      let now = at(Milliseconds(second) * 1_000)
      guard schedule.take(at: now, policy) == .poll else { continue }
      if schedule.polled(Fingerprint(), at: now, policy) == .mayBeReadable {
        reads.append(now.milliseconds)
        _ = schedule.take(at: now, policy)
        schedule.looked(look(isComplete: false), at: now, policy)
      }
    }
    #expect(reads == [5_000, 15_000, 35_000, 75_000])
  }
}
