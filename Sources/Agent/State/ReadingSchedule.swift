/// When the host is looked at: a full read for a reason, the cheap poll in between.
struct ReadingSchedule: Hashable, Sendable {
  /// What is due.
  enum Due: Hashable, Sendable {
    /// A full read, for this reason.
    case look(AgentCounters.Reason)
    /// The cheap poll.
    case poll
  }

  /// What a poll tells.
  enum Finding: Hashable, Sendable {
    /// Nothing that the last full read did not.
    case nothing
    /// The host could not be read completely, and is read again.
    case mayBeReadable
    /// The host changed without an event, and is read.
    case changed
  }

  /// Why a full read is wanted; nil if none is.
  private(set) var wanted: AgentCounters.Reason? = .start
  /// The events that wait for a read.
  private(set) var burst = Burst()
  /// When the last full read ended that saw the host; nil before the first.
  private(set) var lookedAt: Instant?
  /// When the last one ended, whatever it saw.
  private var triedAt: Instant?
  private var nextPoll: Instant
  private var nextFullRead: Instant
  private var baseline: Fingerprint?
  /// What a poll showed that was read for: where not all can be read, a look may never agree with its polls.
  private var answered: Fingerprint?
  private var incompleteReads = 0

  /// The schedule of an agent that starts now: a full read at once.
  init(at now: Instant, _ policy: AgentPolicy) {
    nextPoll = now + policy.poll
    nextFullRead = now + policy.fullRead
  }

  /// Wants a full read.
  ///
  /// The first reason is the one that is counted; the read answers all of them.
  mutating func want(_ reason: AgentCounters.Reason) { wanted = wanted ?? reason }

  /// Wants a full read once no event has come for a while.
  mutating func want(
    _ reason: AgentCounters.Reason, burstEnds: Bool, isAwaited: Bool = false, at now: Instant,
    _ policy: AgentPolicy
  ) {
    want(reason)
    burst.add(at: now, ends: burstEnds, isAwaited: isAwaited, policy)
  }

  /// Wants a poll at a moment, if none comes before.
  mutating func poll(by moment: Instant) { nextPoll = min(nextPoll, moment) }

  /// Takes what is due, for a worker that is idle; nil if nothing is.
  mutating func take(at now: Instant, _ policy: AgentPolicy) -> Due? {
    if nextFullRead <= now { want(.periodic) }
    if let reason = wanted, burst.end(policy).map({ $0 <= now }) ?? true {
      wanted = nil
      if burst.isOpen { burst.close(at: now, policy) }
      nextFullRead = now + policy.fullRead
      return .look(reason)
    }
    return nextPoll <= now && !burst.isOpen ? .poll : nil
  }

  /// Notes a full read that has ended.
  mutating func looked(_ look: Look, at now: Instant, _ policy: AgentPolicy) {
    incompleteReads = look.isComplete ? 0 : incompleteReads + 1
    if look.isComplete { answered = nil }
    triedAt = now
    if !look.isBlind { lookedAt = now }
    // Nothing can be compared with what was not there to be read.
    baseline = look.isBlind ? nil : look.poll
    nextPoll = now + policy.poll
    if let end = look.watchEnds { nextFullRead = min(nextFullRead, now + end) }
  }

  /// Notes a poll that has ended, and wants a full read if that is what it calls for.
  mutating func polled(
    _ fingerprint: Fingerprint, at now: Instant, _ policy: AgentPolicy
  ) -> Finding {
    nextPoll = now + policy.poll
    let isOld = baseline.map { $0 == fingerprint || answered == fingerprint } ?? true
    if incompleteReads > 0, isOld {
      // It may be readable again, and nothing need have announced that.
      guard triedAt.map({ now - $0 >= incompletePause(policy) }) ?? true else { return .nothing }
      want(.retry)
      return .mayBeReadable
    }
    guard fingerprint != baseline else { return .nothing }
    if incompleteReads > 0 { answered = fingerprint }
    want(.silent)
    return .changed
  }

  /// When an idle worker has something to do, with nothing else in between.
  func deadlines(at now: Instant, _ policy: AgentPolicy) -> [Instant] {
    // An open burst ends in a read, and that answers everything else that is due.
    if let end = burst.end(policy) { return [end] }
    return (wanted == nil ? [] : [now]) + [nextPoll, nextFullRead]
  }

  /// The pause before a host that could not be read completely is read again; it doubles.
  private func incompletePause(_ policy: AgentPolicy) -> Milliseconds {
    min(policy.poll << Int64(max(0, min(incompleteReads - 1, 10))), policy.fullRead)
  }
}
