extension AgentState {
  mutating func reload() {
    guard !ending.hasBegun else { return }
    actions.append(.notify(.reloading(now)))
    actions.append(.reload)
  }

  mutating func reloaded(_ mode: AgentPolicy.Mode, _ refusal: [String]?) {
    self.refusal = refusal ?? []
    publication.change()
    if let refusal {
      counters.refusedReloads += 1
      for line in refusal { log(.error, line) }
      log(.error, "configuration: refused in full; the old one stays in force")
    } else {
      counters.reloads += 1
      moments.configuration = now
      isUncompared = true
      if mode == .observe { duty.end() } else if !ending.hasBegun { duty.keep() }
      policy.mode = mode
      log(.notice, "configuration: read again and in force, mode \(mode.rawValue)")
      pursuit.reset()
      // What is under way follows the old configuration: a repair ends after the current write.
      if work.outdate() { actions.append(.cancel) }
      schedule.want(.reload)
      if readiness.isReady { checkup.want(at: now + policy.checkupDelay) }
    }
    if readiness.isReady { actions.append(.notify(.ready(status: status.line))) }
  }

  mutating func terminate() {
    guard ending.begin(at: now, policy, releases: duty.mayHold) else { return }
    duty.end()
    log(.notice, "agent: ends")
    actions.append(.notify(.stopping))
    if !work.isIdle { actions.append(.cancel) }
  }

  mutating func exit() {
    if let blocked = blockedWatch.access {
      log(.warning, "\(blocked.path): \(blocked.operation) is still blocked, not waited for")
    }
    tellOwed()
    if !exposures.exposures.isEmpty { keepExposures() }
    actions.append(.publish(status))
    actions.append(.exit(0))
  }
}
