extension AgentState {
  mutating func startNextJob() {
    guard work.isIdle, !startRelease() else { return }
    if repairsWait, let until = pursuit.backOff.until, until <= now { schedule.want(.retry) }
    switch schedule.take(at: now, policy) {
    case .look(let reason):
      counters.reads[reason, default: 0] += 1
      start(.look(leaving: pursuit.leftAlone))
    case .poll:
      counters.polls += 1
      if feed.name != nil { actions.append(.askEvents) }
      if !exposures.exposures.isEmpty { actions.append(.askAcknowledged) }
      start(.poll)
    case nil: break
    }
  }

  mutating func start(_ next: AgentJob) {
    work.begin(next, at: now)
    actions.append(.start(next))
  }

  mutating func finished(_ result: AgentJobResult) {
    let ended = work.end()
    switch result {
    // Its plan is that of a configuration that is no longer in force.
    case .looked where ended.isOutdated: schedule.want(.reload)
    case .looked(let look): looked(look)
    case .applied(let applied): self.applied(applied, ended)
    case .released(let applied): released(applied, ended)
    case .polled(let fingerprint):
      moments.poll = now
      if schedule.polled(fingerprint, at: now, policy) == .changed {
        log(.info, "host: changed without an event, read again")
      }
    }
    keepOldExposures()
  }

  private mutating func looked(_ next: Look) {
    report(next)
    schedule.looked(next, at: now, policy)
    let released = pursuit.arrived(next, at: now, policy)
    for object in released {
      log(.notice, "\(object): looked after again, because a queue of it has come")
    }
    if pursuit.looked(next, after: look) || !released.isEmpty { schedule.want(.retry) }
    (look, isUncompared) = (next, false)
    look?.problems = news.problems
    let wasOwed = duty.isOwed
    duty.looked(next, observes: policy.mode == .observe, isEnding: ending.hasBegun)
    // Whoever ends it waits so long, and no longer.
    if ending.hasBegun, duty.isOwed, !wasOwed { ending.allow(policy.releaseAfter, from: now) }
    noteExposures(next)
    publication.change()
    if pursuit.judge(next, at: now, policy) {
      log(.warning, "host: differs again after a repair without a refusal")
    }
    if next.steps.isEmpty, next.isComplete, !next.isObstructed, pursuit.leftAlone.isEmpty {
      succeededAt = now
    }
    guard policy.mode == .enforce, next.isComplete, !next.steps.isEmpty, !ending.hasBegun else {
      return
    }
    repair(next)
  }

  private mutating func report(_ next: Look) {
    let repairs =
      policy.mode == .enforce && !next.steps.isEmpty && pursuit.backOff.allows(at: now)
    let lines = news.lines(next, repairs: repairs, observes: policy.mode == .observe)
    actions += lines.map { .log($0) }
  }

  private mutating func repair(_ next: Look) {
    switch pursuit.decide(next, eventsWait: schedule.burst.isOpen, at: now, policy) {
    case .repair:
      counters.repairs += 1
      start(.apply)
    case .contested(let objects):
      for object in objects {
        log(
          .warning,
          "\(object): changed back \(policy.tugOfWarRepairs) times, each time after the agent had "
            + "made it as declared; left alone for an hour, or until a queue of it comes or the "
            + "configuration is reloaded (find the other writer first)")
      }
      schedule.want(.retry)
    case .wait: break
    }
  }

  /// Tells a step of a repair when it is done: a kill before the end loses nothing that was told.
  mutating func progressed(_ step: Applied.Step) {
    work.advance()
    tell(step)
    publication.advance(at: now)
  }

  /// Tells what a job did and had not told while it went on.
  mutating func tell(_ result: Applied, _ ended: Work) {
    for line in result.lockNews { log(.warning, line) }
    for step in result.steps.dropFirst(ended.stepsDone) { tell(step) }
    for step in result.undone { log(.notice, step) }
    for line in result.notUndone { log(.notice, line) }
  }

  private mutating func tell(_ step: Applied.Step) {
    switch step.outcome {
    case .done:
      counters.writes["success", default: 0] += 1
      log(.notice, step)
    case .failed(let word):
      counters.writes[word, default: 0] += 1
      log(.error, step)
    }
  }

  private mutating func log(_ priority: LogLine.Priority, _ step: Applied.Step) {
    actions.append(.log(LogLine(priority, step.text, isOfWrite: step.isWrite)))
  }

  private mutating func applied(_ result: Applied, _ ended: Work) {
    moments.repair = now
    pursuit.note(result)
    tell(result, ended)
    noteRehearsal(result)
    publication.change()
    schedule.want(ended.isOutdated ? .reload : .verify)
    guard !ended.isOutdated else { return }
    for news in pursuit.conclude(result, at: now, policy) {
      switch news {
      case .endedEarly(let reason):
        let priority: LogLine.Priority = look?.lackingGuests.isEmpty == false ? .warning : .notice
        log(priority, "repair ended early: \(reason)")
      case .setAside(let object):
        log(
          .warning,
          "\(object): its repair keeps failing; tried again later, all others are looked after")
      }
    }
  }
}

extension AgentState {
  /// Counts how a repair's rehearsal ended, and tells where the kernel did otherwise than its model.
  mutating func noteRehearsal(_ result: Applied) {
    guard let rehearsal = result.rehearsal else { return }
    counters.rehearsals[rehearsal.word, default: 0] += 1
    if case .refused(let reason) = rehearsal {
      if reason != unrehearsed { log(.warning, "host: repaired without a rehearsal: \(reason)") }
      unrehearsed = reason
    } else {
      unrehearsed = nil
    }
    guard let first = result.differences.first else { return }
    counters.rehearsalDifferences += result.differences.count
    let more = result.differences.count - 1
    log(
      .warning,
      "host: \(first)" + (more > 0 ? " (and \(more) more)" : "")
        + "; unless somebody else changed the host meanwhile, or the kernel remembers what no file shows,"
        + " the model of this kernel is wrong there:"
        + " please send what apmatrix record FILE writes")
  }
}
