internal import Uevents

extension AgentState {
  mutating func arrived(_ meanings: [UeventMeaning], overruns: Int, isDrained: Bool) {
    let hints = meanings.filter(\.isHint)
    for hint in hints { counters.events[hint.kind, default: 0] += 1 }
    if overruns > 0 {
      counters.overruns += overruns
      log(.warning, "\(eventSource ?? "events"): some were lost, the whole host is read again")
      want(.resync)
      burst.add(at: now, ends: false, policy)
      isChanged = true
    }
    if hints.contains(where: \.isHardware) { tugOfWar.hardwareChanged() }
    let devices = hints.filter { !$0.isMachine }
    if devices.count < hints.count {
      // A guest opens its mdev a moment after KVM announced it, and no event tells of that.
      nextPoll = min(nextPoll, now + 1_000)
    }
    guard let last = devices.last else { return }
    want(.events)
    burst.add(at: now, ends: isDrained && last.endsBurst, policy)
  }

  mutating func eventsEnded(_ reason: String) {
    // The first failure is news, and then every tenth.
    if openFailures % 10 == 0 {
      log(.error, "\(eventSource ?? "events"): \(reason); opened again, the poll goes on")
    }
    eventSource = nil
    openEventsAt = now + min(1_000 << Int64(min(openFailures, 6)), 60_000)
    openFailures += 1
    isChanged = true
  }

  mutating func eventsOpened(_ name: String) {
    eventSource = name
    log(.notice, "\(name): received again, the whole host is read")
    counters.reopens += 1
    openFailures = 0
    want(.resync)
    isChanged = true
  }
}

extension UeventMeaning {
  /// Whether an adapter or a queue came or went.
  fileprivate var isHardware: Bool {
    switch self {
    case .card(_, let change), .queue(_, let change): change == .added || change == .removed
    default: false
    }
  }

  fileprivate var isMachine: Bool {
    if case .machine = self { true } else { false }
  }
}
