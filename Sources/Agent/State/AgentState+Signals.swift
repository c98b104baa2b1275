extension AgentState {
  mutating func reload() {
    guard !isStopping else { return }
    actions.append(.notify(.reloading(now)))
    actions.append(.reload)
  }

  mutating func reloaded(_ mode: AgentPolicy.Mode, _ refusal: [String]?) {
    self.refusal = refusal ?? []
    isChanged = true
    if let refusal {
      counters.refusedReloads += 1
      for line in refusal { log(.error, line) }
      log(.error, "configuration: refused in full; the old one stays in force")
    } else {
      counters.reloads += 1
      policy.mode = mode
      log(.notice, "configuration: read again and in force, mode \(mode.rawValue)")
      tugOfWar.reset()
      stubborn.reset()
      backOff.reset()
      attempts = 0
      interruption = nil
      outdate()
      want(.reload)
    }
    if isReady { actions.append(.notify(.ready(status: status.line))) }
  }

  /// What is under way follows the old configuration: a repair ends after the current write.
  private mutating func outdate() {
    switch job {
    case .look: isOutdated = true
    case .apply:
      isOutdated = true
      actions.append(.cancel)
    case .poll, nil: break
    }
  }

  mutating func terminate() {
    guard !isStopping else { return }
    isStopping = true
    stopBy = now + policy.stopAfter
    log(.notice, "agent: ends")
    actions.append(.notify(.stopping))
    if job != nil { actions.append(.cancel) }
  }

  mutating func exit() {
    if let blocked {
      log(.warning, "\(blocked.path): \(blocked.operation) is still blocked, not waited for")
    }
    actions.append(.publish(status))
    actions.append(.exit(0))
  }
}
