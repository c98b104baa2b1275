extension AgentStatus {
  /// The status for programs, `apmatrix.agent-status/v1`.
  ///
  /// - Parameter clock: what the moments are on the wall clock.
  public func json(_ clock: WallClock) -> JSONText {
    .object([
      "schema": .string("apmatrix.agent-status/v1"),
      "mode": .string(mode.rawValue),
      "condition": .string(condition.rawValue),
      "summary": .string(line),
      "started": .string(clock.utc(started)),
      "updated": .string(clock.utc(made)),
      "last_read": .optional(lookedAt.map(clock.utc)),
      "last_success": .optional(succeededAt.map(clock.utc)),
      "events_from": .optional(events),
      "blocked": blocked.map { $0.json(clock) } ?? .null,
      "contested": .array(contested.map { .string($0) }),
      "failed_repairs": .number(failures),
      "next_repair": .optional(nextAttempt.map(clock.utc)),
      "refused_configuration": .array(refusal.map { .string($0) }),
      "host": look?.json ?? .null,
      "counters": counters.json,
    ])
  }
}

extension PendingAccess {
  fileprivate func json(_ clock: WallClock) -> JSONText {
    .object([
      "operation": .string(operation), "path": .string(path), "since": .string(clock.utc(since)),
    ])
  }
}

extension Look {
  fileprivate var json: JSONText {
    .object([
      "complete": .bool(isComplete),
      "read_milliseconds": .number(Int(duration)),
      "owners": .object([
        "host": .number(owners.host), "guest": .number(owners.guest),
        "passthrough": .number(owners.passthrough), "nobody": .number(owners.nobody),
      ]),
      "steps": .array(
        steps.map { .object(["object": .string($0.object), "text": .string($0.text)]) }),
      "waits": .array(waits.map { .string($0) }),
      "problems": .array(problems.map { .string($0) }),
      "guests": .array(guests.map(\.json)),
    ])
  }
}

extension Look.Guest {
  fileprivate var json: JSONText {
    .object([
      "name": .string(name), "uuid": .string(uuid), "managed": .bool(isManaged),
      "assigned": .number(assigned), "effective": .number(effective), "missing": .number(missing),
      "running": isRunning.map { .bool($0) } ?? .null,
    ])
  }
}

extension AgentCounters {
  fileprivate var json: JSONText {
    var reads: [String: JSONText] = [:]
    for (reason, count) in self.reads { reads[reason.rawValue] = .number(count) }
    return .object([
      "events": .object(events.mapValues { .number($0) }), "overruns": .number(overruns),
      "reopens": .number(reopens), "reads": .object(reads), "polls": .number(polls),
      "repairs": .number(repairs), "writes": .object(writes.mapValues { .number($0) }),
      "reloads": .number(reloads), "refused_reloads": .number(refusedReloads),
    ])
  }
}
