extension AgentState {
  /// Notes the access that has been under way for longest.
  mutating func watch(_ access: PendingAccess?) {
    for news in blockedWatch.see(access, at: now, policy) {
      publication.change()
      switch news {
      case .answered(let access, let time):
        log(.notice, "\(access.path): \(access.operation) was answered within \(time / 1000 + 1) s")
      case .blocked(let access, let time):
        log(
          .warning,
          "\(access.path): \(access.operation) has been blocked for \(time / 1000) s; "
            + "the kernel holds it, the agent goes on")
      }
    }
  }

  /// Tells systemd that the start is done: the guests have what they can have.
  mutating func becomeReady() {
    if readiness.isSignDue(at: now) { actions.append(.notify(.starting(Readiness.patience))) }
    guard let cause = readiness.become(isSettled: isSettled, at: now, policy) else { return }
    let line = status.line
    let lacking = look?.lackingGuests ?? []
    switch cause {
    case .settled where lacking.isEmpty: break
    case .settled: log(.notice, "agent: ready; not whole yet: \(Self.names(lacking))")
    case .overdue:
      let more = lacking.isEmpty ? "" : "; not whole yet: \(Self.names(lacking))"
      log(
        .warning,
        "agent: ready after \(policy.readyAfter / 1000) s, although the start is not done: "
          + line + more)
    }
    checkup.want(at: now + policy.checkupDelay)
    _ = publication.isNews(line)
    actions.append(.notify(.ready(status: line)))
  }

  /// Whether the host is as declared, or what is left waits for hardware or for consent.
  private var isSettled: Bool {
    guard work.isIdle, schedule.wanted == nil, let look else { return false }
    guard policy.mode == .enforce else { return true }
    // What is watched now is provisioned once it was quiet for long enough.
    guard !look.awaitsWatch else { return false }
    return look.isComplete && look.steps.isEmpty && !look.isObstructed && pursuit.leftAlone.isEmpty
  }

  private static func names(_ guests: [Look.Guest]) -> String {
    let named = guests.prefix(8).map { "\($0.name) (\($0.effective) of \($0.declared) queues)" }
    let more = guests.count - named.count
    return named.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  /// Publishes what changed at once, and a sign of life now and then.
  mutating func publish() {
    guard publication.isDue(at: now) else { return }
    let status = status
    actions.append(.publish(status))
    if readiness.isReady, publication.isNews(status.line) {
      actions.append(.notify(.status(status.line)))
    }
  }

  /// The agent and the host as they are known now.
  public var status: AgentStatus {
    var status = AgentStatus(mode: policy.mode, condition: condition, started: started, made: now)
    status.look = look
    status.lookedAt = schedule.lookedAt
    status.succeededAt = succeededAt
    status.moments = moments
    status.blocked = blockedWatch.access
    status.contested = pursuit.tugOfWar.objects.sorted()
    status.unrepaired = pursuit.stubborn.objects.sorted()
    status.failures = pursuit.failures
    if work.job == .apply { status.stepsDone = work.stepsDone }
    status.interruption = pursuit.interruption
    status.lockedSince = pursuit.lock.since
    let retry = repairsWait ? pursuit.backOff.until : nil
    status.nextAttempt = [retry, pursuit.stubborn.nextEnd].compactMap { $0 }.min()
    status.events = feed.name
    status.refusal = refusal
    status.counters = counters
    status.exposures = exposures
    status.isHeld = duty.isHeld
    status.keepsHistory = policy.keepsHistory
    status.diagnosis = checkup.last
    return status
  }

  private var condition: AgentStatus.Condition {
    if ending.hasBegun { return .stopping }
    if blockedWatch.access != nil { return .blocked }
    guard let look, !isUncompared else { return .starting }
    guard look.isComplete else { return .unreadable }
    if policy.mode == .observe { return look.steps.isEmpty ? settled(look) : .drift }
    if !look.steps.isEmpty {
      let waits = pursuit.backOff.failures > 0 || pursuit.lock.since != nil
      return waits ? .backingOff : .repairing
    }
    return settled(look)
  }

  private func settled(_ look: Look) -> AgentStatus.Condition {
    if !pursuit.tugOfWar.objects.isEmpty { return .contested }
    if !pursuit.stubborn.objects.isEmpty { return .backingOff }
    if look.isObstructed { return .drift }
    return look.waits.isEmpty ? .asDeclared : .waiting
  }
}
