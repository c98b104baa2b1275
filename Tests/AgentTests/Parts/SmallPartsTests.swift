import Reconcile
import Testing

@testable import Agent

@Suite
struct `The small parts of the agent's state` {
  private func at(_ milliseconds: Milliseconds) -> Instant { Instant(milliseconds: milliseconds) }

  @Test
  func `open events again after pauses that double up to a minute, and tell each reason once`() {
    var feed = EventFeed("udev events", at: at(0))
    var pauses: [Milliseconds] = []
    var told: [Int] = []
    for attempt in 0..<12 {
      let reason = attempt < 11 ? "no memory" : "no descriptor"
      if feed.ended(reason, at: at(0)) { told.append(attempt) }
      pauses.append(feed.opensAt.map { $0 - at(0) } ?? 0)
      #expect(feed.isDue(at: at(60_000)) == true)
      #expect(feed.isDue(at: at(60_000)) == false)
    }
    #expect(
      pauses == [1, 2, 4, 8, 16, 32].map { $0 * 1_000 }
        + [Milliseconds](repeating: 60_000, count: 6))
    #expect(told == [0, 11])
    feed.opened("kernel events")
    #expect(feed.name == "kernel events")
    #expect(feed.ended("no descriptor", at: at(0)) == true)
  }

  /// What an agent leaves held as it ends, its last status says.
  @Test(arguments: [nil, Applied.Outcome.failed("EROFS"), .done])
  func `call held what could not be given back`(outcome: Applied.Outcome?) {
    var duty = HoldDuty()
    var look = Look()
    (look.isHeld, look.mayHold) = (true, true)
    duty.looked(look, observes: false)
    duty.end()
    var applied = Applied()
    applied.interruption = "locked by chzdev 7"
    if let outcome {
      applied.steps = [
        .init(object: "host", text: "probe", outcome: outcome, operation: .autoprobe(true))
      ]
    }
    _ = duty.released(applied, at: at(0), AgentPolicy(mode: .enforce), isEnding: true)
    #expect(duty.isHeld == (outcome != .done) && duty.isOwed)
  }

  @Test func `keep in mind what is held while the host can't be read`() {
    var duty = HoldDuty()
    var look = Look()
    (look.isHeld, look.mayHold) = (true, true)
    duty.looked(look, observes: false)
    duty.looked(.blind("/sys", "no AP bus here", remedy: ""), observes: false)
    #expect(duty.isHeld)
    duty.end()
    #expect(duty.takeRelease(at: at(0)) == true)
  }

  @Test func `open events at once where there are none at the start`() {
    var feed = EventFeed(nil, at: at(7))
    #expect(feed.opensAt == at(7))
    #expect(feed.isDue(at: at(7)) == true)
    #expect(feed.opensAt == nil)
  }

  @Test func `publish at once what changed, and once in a minute what did not`() {
    var publication = Publication()
    #expect(publication.isDue(at: at(0)) == true)
    #expect(publication.isDue(at: at(59_999)) == false)
    #expect(publication.isDue(at: at(60_000)) == true)
    publication.change()
    #expect(publication.isDue(at: at(60_001)) == true)
    #expect(publication.isNews("one") == true)
    #expect(publication.isNews("one") == false)
    #expect(publication.isNews("two") == true)
  }

  @Test func `end when nothing is under way, or when that has taken too long`() {
    let policy = AgentPolicy(mode: .observe)
    var ending = Ending()
    #expect(!ending.hasCome(isIdle: true, at: at(0)))
    let isFirst = [ending.begin(at: at(0), policy), ending.begin(at: at(500), policy)]
    #expect(isFirst == [true, false])
    #expect(ending.hasCome(isIdle: true, at: at(0)))
    #expect(!ending.hasCome(isIdle: false, at: at(799)))
    #expect(ending.hasCome(isIdle: false, at: at(800)))
  }

  @Test func `tell of an access that the kernel blocks once, and of its answer`() {
    let policy = AgentPolicy(mode: .observe)
    let access = PendingAccess(operation: "read", path: "bus/ap/apmask", since: at(0))
    var watch = BlockedWatch()
    #expect(watch.see(access, at: at(1_999), policy) == [])
    #expect(watch.see(access, at: at(2_000), policy) == [.blocked(access, 2_000)])
    #expect(watch.see(access, at: at(9_000), policy) == [])
    #expect(watch.see(nil, at: at(9_500), policy) == [.answered(access, 9_500)])
    #expect(watch.access == nil)
  }

  @Test(
    arguments: [
      ("guest web01: waits for adapter 07", "guest web01"),
      ("guest web01 has 2 queues of adapter 06 that can't answer: off (06.0047)", "guest web01"),
      ("no longer: guest web:01: 2 of 4 assigned queues are effective", "guest web:01"),
      ("no longer: guest db01 waits for queues that guest web01 keeps", "guest db01"),
      ("masks: differs: echo -5", "masks"), ("no longer: card 06: off", "card 06"), ("ready", nil),
    ] as [(String, String?)])
  func `name the object of each line, of a guest whatever is said of it`(
    text: String, object: String?
  ) {
    #expect(LogLine(.notice, text).object == object)
  }

  @Test func `know a job that follows an old configuration, and end only a repair for it`() {
    for (job, isCancelled, isOutdated) in [
      (.look(leaving: []), false, true), (.apply, true, true), (.poll, false, false),
    ] as [(AgentJob, Bool, Bool)] {
      var work = Work()
      work.begin(job, at: at(0))
      #expect(work.outdate() == isCancelled)
      #expect(work.end().isOutdated == isOutdated)
      #expect(work.isIdle)
    }
  }

  /// What an agent that was killed has held, the next one may know only when it ends itself.
  @Test func `owe what the first look finds held as the agent ends`() {
    var duty = HoldDuty()
    var ending = Ending()
    let policy = AgentPolicy(mode: .enforce)
    #expect(ending.begin(at: at(0), policy, releases: duty.mayHold) == true)
    duty.end()
    var look = Look()
    (look.isHeld, look.mayHold) = (true, true)
    duty.looked(look, observes: false, isEnding: true)
    #expect(duty.isOwed)
    #expect(duty.takeRelease(at: at(1)) == true)
    ending.allow(policy.releaseAfter, from: at(1))
    #expect(!ending.hasCome(isIdle: false, at: at(policy.stopAfter + 1)))
    #expect(ending.hasCome(isIdle: false, at: at(1 + policy.releaseAfter)))
  }
}
