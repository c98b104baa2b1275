extension AgentState {
  /// Logs what is new in a look: one line for each fact, once.
  ///
  /// What could not be read may be as it was, so an incomplete look calls nothing gone.
  mutating func report(_ next: Look) {
    let last = told ?? Look()
    reportGuests(next, after: last)
    report(next.problems, after: last.problems, .warning, gone: next.isBlind ? nil : "resolved: ")
    guard next.isComplete else { return told = last.seen(next) }
    var known = next
    if repairsNow(next) {
      // What waits is known again when the repair was made, or was refused once more.
      known.waits = last.waits
    } else {
      report(next.waits, after: last.waits, .notice, gone: "no longer: ")
    }
    reportDrift(next, after: last)
    told = known
  }

  private func repairsNow(_ look: Look) -> Bool {
    policy.mode == .enforce && !look.steps.isEmpty && backOff.allows(at: now)
  }

  private mutating func reportDrift(_ next: Look, after last: Look) {
    let drift = next.steps.map { "\($0.object): differs: \($0.text)" }
    let before = last.steps.map { "\($0.object): differs: \($0.text)" }
    // What is repaired at once is logged with its result.
    if !repairsNow(next) {
      report(drift, after: before, .notice, gone: nil)
    }
    if policy.mode == .observe, next.steps.isEmpty, !last.steps.isEmpty {
      log(.notice, "host: as declared again")
    }
  }

  private mutating func report(
    _ facts: [String], after last: [String], _ priority: LogLine.Priority, gone: String?
  ) {
    let known = Set(last)
    for fact in facts where !known.contains(fact) { log(priority, fact) }
    guard let gone else { return }
    let current = Set(facts)
    for fact in last where !current.contains(fact) { log(.info, gone + fact) }
  }

  private mutating func reportGuests(_ next: Look, after last: Look) {
    var before: [String: Look.Guest] = [:]
    for guest in last.guests { before[guest.uuid] = guest }
    for guest in next.guests {
      let old = before.removeValue(forKey: guest.uuid)
      guard old != guest, guest.isReadable else { continue }
      let isEmpty = guest.assigned == 0 && old?.assigned ?? 0 == 0
      if !isEmpty, old?.effective != guest.effective || old?.missing != guest.missing {
        let was = old.map { " (was \($0.effective))" } ?? ""
        log(
          guest.missing > 0 ? .warning : .notice,
          "guest \(guest.name): \(guest.effective) of \(guest.assigned) assigned queues are "
            + "effective\(was)")
      }
      if let isRunning = guest.isRunning, let was = old?.isRunning, isRunning != was {
        log(.info, "guest \(guest.name): \(isRunning ? "is running" : "has stopped")")
      }
    }
    guard next.isComplete else { return }
    for guest in before.values.sorted(by: { $0.name < $1.name }) {
      log(.notice, "guest \(guest.name): its mdev is gone")
    }
  }
}

extension Look {
  /// What is known after an incomplete look: what that shows, and what was known of the rest.
  fileprivate func seen(_ next: Look) -> Look {
    var known = self
    let readable = next.guests.filter(\.isReadable)
    let uuids = Set(readable.map(\.uuid))
    known.guests = known.guests.filter { !uuids.contains($0.uuid) } + readable
    let hidden = next.isBlind ? problems.filter { !next.problems.contains($0) } : []
    known.problems = hidden + next.problems
    return known
  }
}
