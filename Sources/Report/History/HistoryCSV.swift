public import APModel
public import History
internal import Reconcile

/// The history for auditors' tools: comma-separated values, RFC 4180, one row for each queue.
public enum HistoryCSV {
  /// The names of an entry's columns.
  public static let header =
    "number,noted,since,until,kind,queue,object,part,before,after,guest_before,guest_after,cause,"
    + "seen,step,words"

  /// The rows of an entry; times in UTC.
  ///
  /// - Parameters:
  ///   - number: its number in the history.
  ///   - asked: the queues that are asked for; empty for all.
  public static func rows(
    _ entry: HistoryEntry, number: Int?, of asked: Set<APQN> = []
  ) -> [String] {
    let queues = entry.queues.queues.filter { asked.isEmpty || asked.contains($0) }
      .map(\.description)
    let guests = [entry.before, entry.after].map { text in
      text.flatMap { Holder(text: $0) }?.uuid.flatMap { entry.names[$0] }
    }
    return (queues.isEmpty ? [""] : queues).map { queue in
      CSVRow.text([
        number.map(String.init), entry.time.utc, entry.since?.utc, entry.until?.utc,
        entry.kind.rawValue, queue, entry.object, entry.part, entry.before, entry.after, guests[0],
        guests[1], entry.cause?.rawValue, entry.sign?.rawValue, entry.step,
        entry.words,
      ])
    }
  }

  /// The names of an access report's columns.
  public static let accessHeader =
    "queue,from_since,from_until,to_since,to_until,owner,guest,uuid,cause,seen,step"

  /// The rows of an access report.
  public static func rows(_ report: AccessReport) -> [String] {
    report.accesses.map { access in
      CSVRow.text([
        "\(report.queue)", access.from?.since.utc, access.from?.until.utc, access.to?.since.utc,
        access.to?.until.utc, access.holder.text, access.holder.uuid.flatMap { report.names[$0] },
        access.holder.uuid, access.from?.cause?.rawValue, access.from?.sign?.rawValue,
        access.from?.step,
      ])
    }
  }

  /// The names of the columns of owners at a moment.
  public static let ownersHeader = "time,queue,certainty,owner,guest,uuid"

  /// The rows of owners at a moment; where it is not known, one for each who may have had it.
  public static func rows(_ replay: OwnerReplay, _ queues: [APQN]) -> [String] {
    let names = replay.names
    return queues.flatMap { queue -> [String] in
      let answer = replay.answer(queue)
      return answer.holders.map { holder in
        CSVRow.text([
          replay.moment.utc, "\(queue)", answer.certainty, holder.text,
          holder.uuid.flatMap { names[$0] }, holder.uuid,
        ])
      }
    }
  }
}

extension OwnerReplay.Answer {
  /// How certain it is, in a word: `known`, `between`, `unwatched`.
  var certainty: String {
    switch self {
    case .known: "known"
    case .between: "between"
    case .unwatched: "unwatched"
    }
  }

  /// Who had it, or may have had it.
  var holders: [Holder] {
    switch self {
    case .known(let holder), .unwatched(let holder): [holder]
    case .between(let holders): holders.sorted { $0.text < $1.text }
    }
  }
}
