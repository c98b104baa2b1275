extension AgentState {
  mutating func startNextJob() {
    guard job == nil else { return }
    if nextFullRead <= now { want(.periodic) }
    if repairsWait, let until = backOff.until, until <= now { want(.retry) }
    if let reason = wanted, burst.end(policy).map({ $0 <= now }) ?? true {
      counters.reads[reason, default: 0] += 1
      wanted = nil
      if burst.isOpen { burst.close(at: now, policy) }
      nextFullRead = now + policy.fullRead
      start(.look(leaving: tugOfWar.objects.union(stubborn.objects)))
    } else if nextPoll <= now, !burst.isOpen {
      counters.polls += 1
      start(.poll)
    }
  }

  private mutating func start(_ next: AgentJob) {
    job = next
    jobStarted = now
    actions.append(.start(next))
  }

  mutating func finished(_ result: AgentJobResult) {
    job = nil
    jobStarted = nil
    switch result {
    case .looked(let look): looked(look)
    case .applied(let applied): self.applied(applied)
    case .polled(let fingerprint): polled(fingerprint)
    }
  }

  private mutating func polled(_ fingerprint: Fingerprint) {
    nextPoll = now + policy.poll
    if let look, !look.isComplete {
      // It may be readable again, and nothing need have announced that.
      if lookedAt.map({ now - $0 >= incompletePause }) ?? true { want(.retry) }
      return
    }
    guard fingerprint != pollBaseline else { return }
    log(.info, "host: changed without an event, read again")
    want(.silent)
  }

  /// The pause before a host that could not be read completely is read again; it doubles.
  private var incompletePause: Milliseconds {
    min(policy.poll << Int64(max(0, min(incompleteReads - 1, 10))), policy.fullRead)
  }

  private mutating func looked(_ next: Look) {
    guard !isOutdated else {
      // Its plan is that of a configuration that is no longer in force.
      isOutdated = false
      want(.reload)
      return
    }
    report(next)
    incompleteReads = next.isComplete ? 0 : incompleteReads + 1
    if applied == nil, let look, look.fingerprint != next.fingerprint, !stubborn.objects.isEmpty {
      stubborn.hostChanged()
      want(.retry)
    }
    if next.isComplete { stubborn.differ(Set(next.steps.map(\.object))) }
    look = next
    lookedAt = now
    pollBaseline = next.poll
    nextPoll = now + policy.poll
    isChanged = true
    backOff.looked(next.fingerprint)
    judgeRepair(next)
    applied = nil
    guard policy.mode == .enforce, next.isComplete, !next.steps.isEmpty, !isStopping,
      !isContested(next)
    else { return }
    repair(next)
  }

  /// Whether somebody keeps changing back what would be repaired; if so, it is left alone from now on.
  private mutating func isContested(_ next: Look) -> Bool {
    let objects = Set(next.steps.map(\.object)).subtracting(tugOfWar.objects)
    let contested = tugOfWar.differ(objects, at: now, policy)
    for object in contested {
      log(
        .warning,
        "\(object): repaired \(policy.tugOfWarRepairs) times and changed back each time; left alone "
          + "for an hour, or until the configuration is reloaded (find the other writer first)")
    }
    if !contested.isEmpty { want(.retry) }
    return !contested.isEmpty || objects.isEmpty
  }

  /// Says whether the repair that was just made has reached its goal.
  private mutating func judgeRepair(_ next: Look) {
    if next.steps.isEmpty {
      attempts = 0
      postponed = 0
      if next.isComplete {
        backOff.reset()
        interruption = nil
        let isWhole = tugOfWar.objects.isEmpty && stubborn.objects.isEmpty && !next.isObstructed
        if isWhole { succeededAt = now }
      }
    } else if let applied, applied.isComplete {
      let same = Set(next.steps.map(\.text)).isSubset(of: planned)
      if same || attempts >= 3 {
        log(.warning, "host: differs again after a repair without a refusal")
        backOff.failed(next.fingerprint, at: now, policy)
      }
    }
  }

  private mutating func repair(_ next: Look) {
    guard backOff.allows(at: now) else { return }
    // Events that came during the read make the plan old; a storm may not put a repair off for long.
    if burst.isOpen, postponed < 3 {
      postponed += 1
      return
    }
    postponed = 0
    attempts += 1
    counters.repairs += 1
    planned = Set(next.steps.map(\.text))
    start(.apply)
  }

  private mutating func applied(_ result: Applied) {
    applied = result
    for step in result.steps {
      switch step.outcome {
      case .done:
        counters.writes["success", default: 0] += 1
        log(.notice, step.text)
      case .failed(let word):
        counters.writes[word, default: 0] += 1
        log(.error, step.text)
      }
    }
    for line in result.takenBack { log(.notice, line) }
    isChanged = true
    guard !isOutdated else {
      isOutdated = false
      want(.reload)
      return
    }
    want(.verify)
    guard result.isComplete else { return ended(early: result) }
    interruption = nil
    let repaired = Set(result.steps.map(\.object))
    tugOfWar.repaired(repaired, at: now, policy)
    stubborn.succeeded(repaired)
  }

  private mutating func ended(early result: Applied) {
    if let reason = result.interruption, reason != interruption {
      log(.notice, "repair ended early: \(reason)")
    }
    interruption = result.interruption
    let failed = result.steps.last { $0.outcome != .done }?.object ?? result.interruptedObject
    if let failed, stubborn.failed(failed, at: now, policy) {
      log(
        .warning,
        "\(failed): its repair keeps failing; tried again later, all others are looked after")
      // They need not wait for what it is that keeps this one from being repaired.
      backOff.reset()
    } else {
      // Nothing announces that a lock is given back.
      backOff.failed(nil, at: now, policy, atMost: result.isLocked ? policy.poll : nil)
    }
  }
}
