internal import Reconcile
internal import Uevents

/// The pursuit of the declared host: which repairs are made, put off, or given up for a while.
struct Pursuit: Hashable, Sendable {
  /// The pause after repairs that failed.
  private(set) var backOff = BackOff()
  /// The objects that somebody else keeps changing back.
  private(set) var tugOfWar = TugOfWar()
  /// The objects whose repair keeps failing.
  private(set) var stubborn = Stubborn()
  /// Why the last repair ended early although no step failed; nil if it did not.
  private(set) var interruption: String?
  /// How repairs wait for the lock of the AP configuration.
  private(set) var lock = LockWait()
  /// What the last look that saw all saw; nil before the first.
  private var queues: QueueSet?
  private var returned = ReturnedQueues()
  private var attempts = Attempts()

  /// The objects that a plan leaves as they are.
  var leftAlone: Set<String> { tugOfWar.objects.union(stubborn.objects) }

  /// Failures in a row.
  var failures: Int { max(backOff.failures, stubborn.mostFailures) }

  /// When the rest of an object ends.
  var restEnds: [Instant] { [tugOfWar.nextEnd, stubborn.nextEnd].compactMap { $0 } }

  /// Forgets everything: the administrator has spoken.
  mutating func reset() { self = Pursuit() }

  /// Takes note of an event.
  ///
  /// Where a driver was loaded or unloaded, with all that hangs on it, what differs is nobody's doing; of hardware
  /// looks tell, since anybody can have an event sent of what is there.
  mutating func hear(_ meaning: UeventMeaning) {
    returned.hear(meaning)
    guard case .driver(_, let change) = meaning, change == .added || change == .removed else {
      return
    }
    tugOfWar.hardwareChanged(of: nil)
  }

  /// Queues have come or gone since the last look: what differs of them is nobody's doing, and nobody gives those
  /// that came to their guests while those are left alone.
  ///
  /// Two looks tell, and no event: one may get lost, and anybody can have one sent.
  ///
  /// - Returns: the objects that somebody fought over, and that are looked after again.
  mutating func arrived(
    _ next: Look, at now: Instant, _ policy: AgentPolicy
  ) -> [String] {
    guard next.isComplete else { return [] }
    defer { queues = next.queues }
    let returned = returned.take()
    guard let queues, queues != next.queues || !returned.isEmpty else { return [] }
    let come = next.queues.subtracting(queues)
    let moved = come.union(queues.subtracting(next.queues)).union(returned)
    tugOfWar.hardwareChanged(of: next.objects(of: moved))
    return tugOfWar.release(next.objects(of: come), at: now, policy)
  }

  /// Ends the rests that are over.
  ///
  /// - Returns: the objects that nobody fights over any more, and whether any rest ended.
  mutating func expire(
    at now: Instant, _ policy: AgentPolicy
  ) -> (contested: [String], any: Bool) {
    let contested = tugOfWar.expire(at: now, policy)
    let isTriedAgain = stubborn.expire(at: now)
    return (contested, !contested.isEmpty || isTriedAgain)
  }

  /// Takes note of a full read.
  ///
  /// - Parameter last: the one before.
  /// - Returns: whether what was set aside is worth another read at once.
  mutating func looked(_ next: Look, after last: Look?) -> Bool {
    var retries = false
    if !attempts.isUnjudged, let last, last.fingerprint != next.fingerprint,
      !stubborn.objects.isEmpty
    {
      stubborn.hostChanged()
      retries = true
    }
    if next.isComplete { stubborn.differ(Set(next.steps.map(\.object))) }
    backOff.looked(next.fingerprint)
    return retries
  }

  /// Judges whether the repair that was just made has reached its goal.
  ///
  /// - Returns: whether the host differs although nothing was refused.
  mutating func judge(_ next: Look, at now: Instant, _ policy: AgentPolicy) -> Bool {
    if next.steps.isEmpty, next.isComplete {
      backOff.reset()
      interruption = nil
      // What needs no repair waits for no lock, whoever has mended it.
      lock = LockWait()
    }
    guard attempts.judge(next) else { return false }
    backOff.failed(next.fingerprint, at: now, policy)
    return true
  }

  /// Decides about the repair that a look calls for, and counts it if it is made.
  ///
  /// - Parameter eventsWait: whether events came during the read, which make the plan old.
  mutating func decide(
    _ next: Look, eventsWait: Bool, at now: Instant, _ policy: AgentPolicy
  ) -> Decision {
    let objects = Set(next.steps.map(\.object)).subtracting(tugOfWar.objects)
    let contested = tugOfWar.differ(objects, at: now, policy)
    guard contested.isEmpty else { return .contested(contested) }
    guard !objects.isEmpty, backOff.allows(at: now) else { return .wait }
    if eventsWait, attempts.mayBePutOff() { return .wait }
    attempts.begin(next)
    return .repair
  }

  /// Takes note of what a repair did; the next read judges it.
  mutating func note(_ result: Applied) { attempts.end(result) }

  /// Draws the consequences of a repair that followed the configuration in force.
  mutating func conclude(
    _ result: Applied, at now: Instant, _ policy: AgentPolicy
  ) -> [News] {
    // The age of a lock grows meanwhile; whose it is was told.
    let isTold = lock.meets(result, at: now) && interruption != nil
    if result.isLocked { attempts.metLock() }
    guard result.isComplete else { return ended(early: result, isTold: isTold, at: now, policy) }
    interruption = nil
    let repaired = Set(result.steps.map(\.object))
    tugOfWar.repaired(repaired, at: now, policy)
    stubborn.succeeded(repaired)
    return []
  }

  private mutating func ended(
    early result: Applied, isTold: Bool, at now: Instant, _ policy: AgentPolicy
  ) -> [News] {
    var news: [News] = []
    if let reason = result.interruption, reason != interruption, !isTold {
      news.append(.endedEarly(reason))
    }
    interruption = result.interruption
    let failed = result.steps.last { $0.outcome != .done }?.object ?? result.interruptedObject
    // What fails although it is set aside is in the way of the others, and pauses with all of them.
    let wasSetAside = failed.map { stubborn.objects.contains($0) } ?? false
    if let failed, stubborn.failed(failed, at: now, policy), !wasSetAside {
      news.append(.setAside(failed))
      // The others need not wait for what it is that keeps this one from being repaired.
      backOff.reset()
    } else if result.isLocked {
      // Nothing announces that a lock is given back.
      backOff.pause(until: now + min(policy.firstBackOff, policy.poll))
    } else {
      backOff.failed(nil, at: now, policy)
    }
    return news
  }
}
