public import APModel
public import History
public import PlainJSON

/// The answers of a history for programs.
public enum HistoryDocument {
  /// Who had which queue at a moment, `apmatrix.history-owners/v1`.
  public static func owners(_ replay: OwnerReplay, _ queues: [APQN]) -> JSONValue {
    let names = replay.names
    return .object([
      "schema": "apmatrix.history-owners/v1", "time": .string(replay.moment.utc),
      "unwatched": .bool(replay.isUnwatched), "ends": .optional(replay.ends?.utc),
      "queues": .array(
        queues.map { queue in
          let answer = replay.answer(queue)
          return .object([
            "queue": .string("\(queue)"), "certainty": .string(answer.certainty),
            "owners": .array(answer.holders.map { owner($0, names) }),
          ])
        }),
    ])
  }

  /// Who could use a queue in a span, `apmatrix.history-access/v1`.
  public static func access(_ report: AccessReport) -> JSONValue {
    .object([
      "schema": "apmatrix.history-access/v1", "queue": .string("\(report.queue)"),
      "begins": .optional(report.begins?.utc), "ends": .optional(report.ends?.utc),
      "accesses": .array(
        report.accesses.map { access in
          .object([
            "owner": owner(access.holder, report.names), "from": border(access.from),
            "to": border(access.to),
          ])
        }),
      "unwatched": .array(
        report.gaps.map {
          .object(["since": .string($0.since.utc), "until": .string($0.until.utc)])
        }),
    ])
  }

  private static func owner(_ holder: Holder, _ names: [String: String]) -> JSONValue {
    .object([
      "owner": .string(holder.text), "uuid": .optional(holder.uuid),
      "guest": .optional(holder.uuid.flatMap { names[$0] }),
    ])
  }

  private static func border(_ border: AccessReport.Border?) -> JSONValue {
    guard let border else { return .null }
    return .object([
      "since": .string(border.since.utc), "until": .string(border.until.utc),
      "cause": .optional(border.cause?.rawValue), "sign": .optional(border.sign?.rawValue),
      "step": .optional(border.step),
    ])
  }
}
