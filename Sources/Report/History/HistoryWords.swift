internal import APModel
public import History
internal import Reconcile

/// The words in which the history is told to people.
public struct HistoryWords: Sendable {
  private let names: [String: String]

  /// Words for guests that have these names, by uuid.
  public init(_ names: [String: String]) { self.names = names }

  /// Who has a queue: `guest web01`, `the host (cex4queue)`.
  func holder(_ holder: Holder) -> String {
    switch holder {
    case .host(let driver): "the host (\(driver))"
    case .guest(let uuid): guest(uuid)
    case .passthrough: "vfio_ap, for whom is not known"
    case .unassigned: "vfio_ap without a guest"
    case .nobody: "no driver"
    case .absent: "no device"
    }
  }

  /// A guest: `guest web01`, or `mdev 6217...` where it has no name.
  func guest(_ uuid: String) -> String { names[uuid].map { "guest \($0)" } ?? "mdev \(uuid)" }

  /// The holder that a text of an entry names.
  func holder(text: String?) -> String {
    text.flatMap { Holder(text: $0) }.map(holder) ?? text ?? "?"
  }

  /// By whom: the agent, another writer or the kernel, the machine.
  static func cause(_ cause: HistoryEntry.Cause?) -> String {
    switch cause {
    case .apmatrix?: "apmatrix"
    case .other?: "other"
    case .hardware?: "hardware"
    case .guest?: "guest"
    case .unknown?: "unknown"
    case nil: ""
    }
  }

  /// How it was noticed, and so how certain the time is: `event`, `looks 5.0 s apart`.
  static func sign(
    _ sign: HistoryEntry.Sign?, since: Moment?, until: Moment?
  ) -> String {
    let apart = since.flatMap { since in until.map { $0.wall - since.wall } } ?? 0
    switch sign {
    case .write?: return "write"
    case .event?: return "event"
    case .look?: return apart < 0 ? "two looks" : "looks \(span(apart)) apart"
    case .start?: return apart < 0 ? "unwatched" : "unwatched for \(span(apart))"
    case nil: return ""
    }
  }

  /// A length of time in its largest units: `0.3 s`, `12 s`, `3 min`, `5 h`, `9 d`.
  static func span(_ milliseconds: Int64) -> String {
    let tenths = (max(0, milliseconds) + 99) / 100
    if tenths < 100 { return "\(tenths / 10).\(tenths % 10) s" }
    for (size, unit) in [(864_000 as Int64, "d"), (36_000, "h"), (600, "min")]
    where tenths >= 2 * size {
      return "\(tenths / size) \(unit)"
    }
    return "\(tenths / 10) s"
  }
}

extension HistoryWords {
  /// What happened, in one line.
  public func sentence(_ entry: HistoryEntry) -> String {
    let change = "\(entry.before ?? "none") -> \(entry.after ?? "none")"
    switch entry.kind {
    case .queues:
      return "\(QueueText.folded(entry.queues.queues)): \(holder(text: entry.before)) -> "
        + holder(text: entry.after)
    case .override: return "\(QueueText.folded(entry.queues.queues)): driver_override \(change)"
    case .guest: return "\(guest(entry.object ?? "?")): \(entry.part ?? ""): \(change)"
    case .mdev: return "\(guest(entry.object ?? "?")): mdev \(change)"
    case .card: return "card \(entry.object ?? "?"): \(change)"
    case .mask: return mask(entry)
    case .write:
      return "\(entry.object ?? "host"): \(Self.short(entry.step ?? "")): \(entry.after ?? "")"
    case .decision: return entry.words ?? "?"
    case .agent:
      return "agent \(entry.part ?? "")\(entry.after.map { ": \($0)" } ?? "")" + unwatched(entry)
    case .lost: return lost(entry)
    case .clock:
      let shift = Int64(entry.count ?? 0)
      let unseen = entry.since == nil ? "" : "at least "
      return
        "the wall clock was set \(shift < 0 ? "back" : "ahead") by \(unseen)\(Self.span(abs(shift)))"
    case .file:
      return "file \(entry.object ?? "?") \(entry.after == "removed" ? "removed" : "begins")"
    case .state:
      let count = entry.holders.values.reduce(0) { $0 + $1.count }
      return "all owners are known: \(count.counting("queue"))"
    }
  }

  /// A write without the directories that its object tells anyway.
  private static func short(_ step: String) -> String {
    let path = step.prefix { $0 != " " }
    let names = path.split(separator: "/")
    let count = names.last == "driver_override" || names.last == "unbind" ? 2 : 1
    return names.suffix(count).joined(separator: "/") + step.dropFirst(path.count)
  }

  private func unwatched(_ entry: HistoryEntry) -> String {
    let length = Self.length(entry)
    return length.isEmpty ? "" : " (nobody looked\(length))"
  }

  private static func length(_ entry: HistoryEntry) -> String {
    guard let since = entry.since, let until = entry.until, since != until else { return "" }
    return since < until
      ? " for \(span(until.wall - since.wall))" : " for a time in which the clock was set back"
  }

  private func lost(_ entry: HistoryEntry) -> String {
    let count = entry.count ?? 0
    switch entry.object {
    case "listening": return "no events could be heard\(Self.length(entry))"
    case "looking": return "the kernel did not answer, and nobody could look\(Self.length(entry))"
    case "events": return "events were lost (\(count == 1 ? "once" : "\(count) times"))"
    case "lines":
      return "\(count == 1 ? "1 entry" : "\(count) entries") that had been written got lost"
    case "line": return "a line was never finished (\(count) bytes)"
    default:
      return "\(count == 1 ? "1 entry" : "\(count) entries") could not be written and did not fit"
    }
  }

  /// A mask by what changed, never by its digits.
  private func mask(_ entry: HistoryEntry) -> String {
    guard let before = entry.before.flatMap({ AdapterSet(hexadecimal: $0) }),
      let after = entry.after.flatMap({ AdapterSet(hexadecimal: $0) })
    else { return "\(entry.object ?? "mask") changed" }
    let isDomains = entry.object == "aqmask"
    let texts = [
      ("keeps", after.subtracting(before)), ("no longer keeps", before.subtracting(after)),
    ].filter { !$0.1.isEmpty }.map { verb, set in
      "\(verb) \(isDomains ? "domains \(DomainSet(set.lazy.map { DomainID($0.number) }))" : "adapters \(set)")"
    }
    return "\(entry.object ?? "mask"): \(texts.joined(separator: ", ")) for the host"
  }
}
