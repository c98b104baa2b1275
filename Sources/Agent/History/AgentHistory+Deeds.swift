internal import APModel
internal import History
internal import Reconcile

/// What the agent wrote and decided.
extension AgentHistory {
  /// The agent decided something that is in its log, and that no entry tells otherwise.
  func decided(_ line: LogLine, at now: Moment) -> HistoryEntry {
    var entry = HistoryEntry(.decision, at: now)
    entry.object = line.object
    (entry.words, entry.priority) = (line.text, line.priority.rawValue)
    entry.names = names(of: line.object)
    return entry
  }

  /// What persons call the guest that an object is, by its uuid: whoever asks for either finds the entry.
  func names(of object: String?) -> [String: String] {
    object.flatMap { guests[$0] }.map { [$0.uuid: $0.name] } ?? [:]
  }

  /// A write that the kernel had not answered when the agent ended: it may have its effect yet.
  func left(_ access: PendingAccess, since: Moment, at now: Moment) -> HistoryEntry {
    var entry = HistoryEntry(.write, at: now)
    (entry.cause, entry.sign) = (.apmatrix, .write)
    (entry.since, entry.until) = (since, now)
    let write = AttributeWrite(access.path, access.value ?? "")
    (entry.step, entry.value) = ("\(write.path) = \(write.words)", write.value)
    entry.after = "not answered when the agent ended"
    let uuid = access.path.split(separator: "/").lazy.map(String.init).first {
      UUIDText.normalized($0) == $0
    }
    if let uuid {
      entry.object = HostObject.mdev(uuid)
      if let name = guests.values.first(where: { $0.uuid == uuid })?.name {
        entry.object = HostObject.guest(name)
        entry.names = [uuid: name]
      }
    }
    return entry
  }

  mutating func wrote(
    _ step: Applied.Step, at now: Moment, _ mark: UInt64?
  ) -> [HistoryEntry] {
    var entry = HistoryEntry(.write, at: now)
    (entry.object, entry.cause, entry.sign) = (step.object, .apmatrix, .write)
    (entry.words, entry.names) = (step.text, names(of: step.object))
    // A write has its effect before it is read back and told: events of it may be older than this entry.
    (entry.since, entry.until) = (stepBegan, now)
    switch step.outcome {
    case .done: entry.after = "done"
    case .failed(let word): entry.after = "failed: \(word)"
    }
    if let operation = step.operation {
      let write = OwnWrite(operation, at: now, mark: mark)
      // A write that failed may have had its effect all the same; then a look finds it.
      if step.outcome == .done { chronicle.write(write) }
      (entry.step, entry.value) = (write.text, operation.write?.value)
    } else {
      entry.step = step.text
    }
    return [entry]
  }
}
