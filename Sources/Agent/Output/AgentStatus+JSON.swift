import APModel
public import PlainJSON

extension AgentStatus {
  /// The status for programs, `apmatrix.agent-status/v2`.
  ///
  /// - Parameter clock: what the moments are on the wall clock.
  public func json(_ clock: WallClock) -> JSONValue {
    .object([
      "schema": .string("apmatrix.agent-status/v2"),
      "mode": .string(mode.rawValue),
      "condition": .string(condition.rawValue),
      "summary": .string(line),
      "started": .string(clock.utc(started)),
      "updated": .string(clock.utc(made)),
      "last_read": .optional(lookedAt.map(clock.utc)),
      "last_success": .optional(succeededAt.map(clock.utc)),
      "events_from": .optional(events),
      "blocked": blocked.map { $0.json(clock) } ?? .null,
      "contested": .strings(contested),
      "unrepaired": .strings(unrepaired),
      "failed_repairs": .count(failures),
      "steps_done": stepsDone.map { .count($0) } ?? .null,
      "next_repair": .optional(nextAttempt.map(clock.utc)),
      "refused_configuration": .strings(refusal),
      "new_queues_held": .bool(isHeld),
      "history_kept": keepsHistory.map { .bool($0) } ?? .null,
      "exposures": exposures.statusJSON(clock, at: made),
      "host": look?.json ?? .null,
      "counters": counters.json,
    ])
  }
}

extension ExposureLedger {
  fileprivate func statusJSON(_ clock: WallClock, at now: Instant) -> JSONValue {
    .object([
      "total": .count(total), "seconds": .count(seconds(at: now)),
      "unacknowledged": .array(exposures.map { $0.statusJSON(clock, isKept: isKept) }),
    ])
  }
}

extension PendingAccess {
  fileprivate func json(_ clock: WallClock) -> JSONValue {
    .object([
      "operation": .string(operation), "path": .string(path), "since": .string(clock.utc(since)),
    ])
  }
}

extension Look {
  fileprivate var json: JSONValue {
    .object([
      "complete": .bool(isComplete),
      "read_milliseconds": .count(Int(duration)),
      "owners": isBlind ? .null : owners.json,
      "steps": .array(
        steps.map { .object(["object": .string($0.object), "text": .string($0.text)]) }),
      "waits": .strings(waits),
      "problems": .array(problems.map(\.json)),
      "guests": .array(guests.map(\.json)),
    ])
  }
}

extension Look.Owners {
  fileprivate var json: JSONValue {
    .object([
      "host": .count(host), "guest": .count(guest), "passthrough": .count(passthrough),
      "nobody": .count(nobody), "unknown": .count(unknown),
    ])
  }
}

extension Problem {
  fileprivate var json: JSONValue {
    .object([
      "code": .string(code.rawValue), "severity": .string(severity.rawValue),
      "object": .string(object), "sentence": .string(sentence), "remedy": .string(remedy),
    ])
  }
}

extension Look.Guest {
  fileprivate var json: JSONValue {
    .object([
      "name": .string(name), "uuid": .string(uuid), "managed": .bool(isManaged),
      "declared": .count(declared),
      "assigned": number(assigned), "effective": number(effective), "missing": number(missing),
      "unanswering": isReadable ? .count(unanswering.values.reduce(0, +)) : .null,
      "running": isRunning.map { .bool($0) } ?? .null,
    ])
  }

  /// A number of queues; null for a guest that could not be read.
  private func number(_ count: Int) -> JSONValue { isReadable ? .count(count) : .null }
}

extension AgentCounters {
  fileprivate var json: JSONValue {
    var reads: [String: Int] = [:]
    for (reason, count) in self.reads { reads[reason.rawValue] = count }
    return .object([
      "events": .counts(events), "overruns": .count(overruns),
      "reopens": .count(reopens), "reads": .counts(reads), "polls": .count(polls),
      "repairs": .count(repairs), "writes": .counts(writes),
      "rehearsals": .counts(rehearsals), "rehearsal_differences": .count(rehearsalDifferences),
      "reloads": .count(reloads), "refused_reloads": .count(refusedReloads),
    ])
  }
}

extension JSONValue {
  /// An object of numbers.
  static func counts(_ counts: [String: Int]) -> JSONValue {
    var object = JSONObject()
    for (key, count) in counts { object[key] = .count(count) }
    return .object(object)
  }

  /// The value on one line with sorted keys.
  public var line: String { JSONWriter.text(self, sortsKeys: true) }
}
