import Testing

@testable import Agent

@Suite
struct `The pursuit of the declared host` {
  private let policy = AgentPolicy(mode: .enforce)
  private var pursuit = Pursuit()

  private func at(_ milliseconds: Milliseconds) -> Instant { Instant(milliseconds: milliseconds) }

  private func result(_ outcome: Applied.Outcome) -> Applied {
    var applied = Applied()
    applied.steps = [.init(object: "guest web01", text: "assign 05 to web01", outcome: outcome)]
    return applied
  }

  @Test mutating func `repairs at once, and is put off by events three times at most`() {
    let look = Stage.differing()
    let decisions = (0..<4).map { _ in
      pursuit.decide(look, eventsWait: true, at: at(0), policy)
    }
    #expect(decisions == [.wait, .wait, .wait, .repair])
    #expect(pursuit.decide(look, eventsWait: false, at: at(0), policy) == .repair)
  }

  @Test mutating func `pauses after a refusal, for twice as long after the next`() {
    for (now, end) in [(0, 1_000), (1_000, 3_000)] as [(Milliseconds, Milliseconds)] {
      #expect(
        pursuit.conclude(result(.failed("EBUSY")), at: at(now), policy) == [])
      #expect(pursuit.backOff.until == at(end))
    }
    #expect(pursuit.failures == 2)
    #expect(pursuit.decide(Stage.differing(), eventsWait: false, at: at(2_999), policy) == .wait)
    #expect(pursuit.decide(Stage.differing(), eventsWait: false, at: at(3_000), policy) == .repair)
  }

  @Test mutating func `sets an object aside at its third refusal, and takes it up again later`() {
    for _ in 0..<2 { _ = pursuit.conclude(result(.failed("EBUSY")), at: at(0), policy) }
    #expect(
      pursuit.conclude(result(.failed("EBUSY")), at: at(0), policy) == [.setAside("guest web01")])
    #expect(pursuit.leftAlone == ["guest web01"])
    #expect(pursuit.backOff.until == nil)
    #expect(pursuit.restEnds == [at(4_000)])
    #expect(pursuit.expire(at: at(3_999), policy).any == false)
    #expect(pursuit.expire(at: at(4_000), policy).any == true)
    #expect(pursuit.leftAlone.isEmpty)
  }

  @Test mutating func `tells once why repairs end early`() {
    var locked = Applied()
    locked.interruption = "locked by process 7"
    locked.isLocked = true
    #expect(
      pursuit.conclude(locked, at: at(0), policy) == [.endedEarly("locked by process 7")])
    #expect(pursuit.conclude(locked, at: at(0), policy) == [])
    #expect(pursuit.interruption == "locked by process 7")
    // Only its age has changed; another holder is news.
    locked.lockOwner = "chzdev 7"
    _ = pursuit.conclude(locked, at: at(0), policy)
    locked.interruption = "locked by process 7 for longer"
    #expect(pursuit.conclude(locked, at: at(900), policy) == [])
    #expect(pursuit.lock.since == at(0))
    locked.lockOwner = "mdevctl 8"
    locked.interruption = "locked by process 8"
    #expect(pursuit.conclude(locked, at: at(1_000), policy).count == 1)
    _ = pursuit.conclude(result(.done), at: at(2_000), policy)
    #expect(pursuit.interruption == nil)
    #expect(pursuit.lock.since == nil)
  }

  @Test mutating func `waits for the lock no longer than there is something to repair`() {
    var locked = Applied()
    locked.interruption = "locked by chzdev 7"
    locked.isLocked = true
    locked.lockOwner = "chzdev 7"
    _ = pursuit.conclude(locked, at: at(0), policy)
    _ = pursuit.judge(Stage.differing(), at: at(1_000), policy)
    var unread = Look()
    unread.isComplete = false
    _ = pursuit.judge(unread, at: at(2_000), policy)
    #expect(pursuit.lock.since == at(0))
    _ = pursuit.judge(Look(), at: at(3_000), policy)
    #expect(pursuit.lock.since == nil)
    // A need that comes later waits anew, and is told anew.
    #expect(
      pursuit.conclude(locked, at: at(600_000), policy) == [.endedEarly("locked by chzdev 7")])
    #expect(pursuit.lock.since == at(600_000))
  }

  @Test mutating func `finds that a repair without a refusal had no lasting effect`() {
    let look = Stage.differing()
    _ = pursuit.decide(look, eventsWait: false, at: at(0), policy)
    pursuit.note(result(.done))
    #expect(pursuit.judge(look, at: at(10), policy) == true)
    #expect(pursuit.backOff.failures == 1)
    // Without another repair there is nothing to judge.
    #expect(pursuit.judge(look, at: at(20), policy) == false)
  }

  /// What then is left to do differs for the first time.
  @Test mutating func `counts no repair that only met the lock`() {
    let look = Stage.differing()
    var locked = Applied()
    locked.interruption = "locked by chzdev 7"
    locked.isLocked = true
    for second: Milliseconds in 0..<5 {
      #expect(
        pursuit.decide(look, eventsWait: false, at: at(second * 10_000), policy) == .repair)
      _ = pursuit.conclude(locked, at: at(second * 10_000), policy)
    }
    _ = pursuit.decide(look, eventsWait: false, at: at(60_000), policy)
    pursuit.note(result(.done))
    _ = pursuit.conclude(result(.done), at: at(60_000), policy)
    var rest = Look()
    rest.steps = [.init(object: "drivers_autoprobe", text: "hold what appears")]
    let failures = pursuit.backOff.failures
    #expect(pursuit.judge(rest, at: at(60_100), policy) == false)
    #expect(pursuit.backOff.failures == failures)
  }

  @Test mutating func `forgets everything when the administrator has spoken`() {
    for _ in 0..<3 { _ = pursuit.conclude(result(.failed("EBUSY")), at: at(0), policy) }
    pursuit.reset()
    #expect(pursuit == Pursuit())
  }
}
