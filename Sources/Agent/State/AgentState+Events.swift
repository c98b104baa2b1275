internal import Uevents

extension AgentState {
  mutating func arrived(_ meanings: [UeventMeaning], overruns: Int, isDrained: Bool) {
    let hints = meanings.filter(\.isHint)
    if !hints.isEmpty { moments.event = now }
    for hint in hints { counters.events[hint.kind, default: 0] += 1 }
    if overruns > 0 {
      counters.overruns += overruns
      log(.warning, "\(feed.name ?? "events"): some were lost, the whole host is read again")
      schedule.want(.resync, burstEnds: false, at: now, policy)
      publication.change()
    }
    for hint in hints { pursuit.hear(hint) }
    let devices = hints.filter { !$0.isMachine }
    if devices.count < hints.count {
      // A guest opens its mdev a moment after KVM announced it, and no event tells of that.
      schedule.poll(by: now + 1_000)
    }
    guard let last = devices.last else { return }
    let isAwaited = isAwaited(devices)
    schedule.want(
      .events, burstEnds: isDrained && (last.endsBurst || isAwaited), isAwaited: isAwaited, at: now,
      policy)
  }

  mutating func eventsEnded(_ reason: String) {
    let name = feed.name ?? "events"
    if feed.ended(reason, at: now) {
      log(.error, "\(name): \(reason); opened again and again, the poll goes on")
    }
    publication.change()
  }

  mutating func eventsSuperseded() {
    guard let name = feed.name else { return }
    log(.notice, "\(name): udevd has come or gone; the source of events is chosen again")
    feed.supersede(at: now)
  }

  mutating func eventsOpened(_ name: String) {
    feed.opened(name)
    log(.notice, "\(name): received again, the whole host is read")
    counters.reopens += 1
    schedule.want(.resync)
    publication.change()
  }
}

extension UeventMeaning {
  fileprivate var isMachine: Bool {
    if case .machine = self { true } else { false }
  }
}
