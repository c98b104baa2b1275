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
    unblocked()
    switch result {
    case .looked(let look): looked(look)
    case .applied(let applied): self.applied(applied)
    case .polled(let fingerprint): polled(fingerprint)
    }
  }

  private mutating func polled(_ fingerprint: Fingerprint) {
    nextPoll = now + policy.poll
    guard fingerprint != pollBaseline else { return }
    log(.info, "host: changed without an event, read again")
    want(.silent)
  }

  private mutating func looked(_ next: Look) {
    report(next, after: look)
    if applied == nil, let look, look.fingerprint != next.fingerprint, !stubborn.objects.isEmpty {
      stubborn.hostChanged()
      want(.retry)
    }
    look = next
    lookedAt = now
    pollBaseline = next.poll
    nextPoll = now + policy.poll
    isChanged = true
    backOff.looked(next.fingerprint)
    judgeRepair(next)
    applied = nil
    guard policy.mode == .enforce, next.isComplete, !next.steps.isEmpty, !isStopping else {
      return
    }
    repair(next)
  }

  /// Says whether the repair that was just made has reached its goal.
  private mutating func judgeRepair(_ next: Look) {
    if next.steps.isEmpty {
      attempts = 0
      postponed = 0
      if next.isComplete {
        backOff.reset()
        succeededAt = now
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
        setAside(step.object)
      }
    }
    for line in result.takenBack { log(.notice, line) }
    let repaired = Set(result.steps.filter { $0.outcome == .done }.map(\.object))
    for object in tugOfWar.repaired(repaired, at: now, policy) {
      log(
        .warning,
        "\(object): repaired \(policy.tugOfWarRepairs) times and changed back each time; "
          + "left alone until the configuration is reloaded (find the other writer first)")
    }
    if result.isComplete {
      stubborn.succeeded(repaired)
    } else {
      if let reason = result.interruption { log(.notice, "repair ended early: \(reason)") }
      if let object = result.interruptedObject { setAside(object) }
      backOff.failed(nil, at: now, policy)
    }
    want(.verify)
    isChanged = true
  }

  /// After failures in a row, an object no longer keeps all others from being repaired.
  private mutating func setAside(_ object: String) {
    guard stubborn.failed(object, at: now, policy) else { return }
    log(
      .warning,
      "\(object): its repair keeps failing; tried again later, all others are looked after")
  }
}
