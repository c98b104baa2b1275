extension AgentState {
  /// Notes the access that has been under way for longest.
  mutating func watch(_ access: PendingAccess?) {
    if blocked != access { unblocked() }
    guard let access, now - access.since >= policy.blockedAfter, blocked == nil else { return }
    blocked = access
    isChanged = true
    log(
      .warning,
      "\(access.path): \(access.operation) has been blocked for \((now - access.since) / 1000) s; "
        + "the kernel holds it, the agent goes on")
  }

  private mutating func unblocked() {
    guard let access = blocked else { return }
    blocked = nil
    isChanged = true
    log(
      .notice,
      "\(access.path): \(access.operation) was answered within \((now - access.since) / 1000 + 1) s"
    )
  }

  mutating func feedWatchdog() {
    guard let interval = policy.watchdog, now - lastFed >= interval / 4 else { return }
    lastFed = now
    actions.append(.notify(.watchdog))
  }

  /// Tells systemd that the start is done: the guests have what they can have.
  mutating func becomeReady() {
    guard !isReady else { return }
    let isSettled = look != nil && job == nil && wanted == nil
    guard isSettled || now - started >= policy.readyAfter else { return }
    isReady = true
    statusLine = status.line
    actions.append(.notify(.ready(status: status.line)))
  }

  /// Publishes what changed at once, and a sign of life now and then.
  mutating func publish() {
    let isOld = publishedAt.map { now - $0 >= 60_000 } ?? true
    guard isChanged || isOld else { return }
    isChanged = false
    publishedAt = now
    let status = status
    actions.append(.publish(status))
    if isReady, status.line != statusLine {
      statusLine = status.line
      actions.append(.notify(.status(status.line)))
    }
  }

  /// The agent and the host as they are known now.
  public var status: AgentStatus {
    var status = AgentStatus(mode: policy.mode, condition: condition, started: started, made: now)
    status.look = look
    status.lookedAt = lookedAt
    status.succeededAt = succeededAt
    status.blocked = blocked
    status.contested = tugOfWar.objects.sorted()
    status.unrepaired = stubborn.objects.sorted()
    status.failures = max(backOff.failures, stubborn.mostFailures)
    status.interruption = interruption
    status.nextAttempt = [repairsWait ? backOff.until : nil, stubborn.nextEnd].compactMap { $0 }
      .min()
    status.events = eventSource
    status.refusal = refusal
    status.counters = counters
    return status
  }

  private var condition: AgentStatus.Condition {
    if isStopping { return .stopping }
    if blocked != nil { return .blocked }
    guard let look else { return .starting }
    guard look.isComplete else { return .unreadable }
    if policy.mode == .observe { return look.steps.isEmpty ? settled(look) : .drift }
    if !look.steps.isEmpty { return backOff.failures > 0 ? .backingOff : .repairing }
    return settled(look)
  }

  private func settled(_ look: Look) -> AgentStatus.Condition {
    if !tugOfWar.objects.isEmpty { return .contested }
    if !stubborn.objects.isEmpty { return .backingOff }
    if look.isObstructed { return .drift }
    return look.waits.isEmpty ? .asDeclared : .waiting
  }
}
