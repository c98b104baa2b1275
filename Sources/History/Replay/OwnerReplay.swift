public import APModel
internal import Reconcile

/// Replays a history up to a moment: who had each queue then.
public struct OwnerReplay: Sendable {
  /// Who had a queue.
  public enum Answer: Hashable, Sendable {
    /// This one.
    case known(Holder)
    /// One of these: it changed between two looks, and the moment lies between them.
    case between(Set<Holder>)
    /// This one by the look before, but nobody looked, or events were lost, at the moment.
    case unwatched(Holder)
  }

  /// The moment.
  public let moment: Moment
  /// What persons call the guests, by uuid.
  public private(set) var names: [String: String] = [:]
  /// Whether the history tells of the moment at all.
  public private(set) var isCovered = false
  /// Whether nobody looked then, or events were lost.
  public var isUnwatched: Bool { isInGap || isBehindGap || ends.map { $0 < moment } ?? false }
  private var isInGap = false
  /// Whether entries before the moment are missing, and nothing has said since who has each queue.
  private var isBehindGap = false
  /// When the history ends, where no agent goes on with it; of the time after nothing is known.
  public var ends: Moment?
  /// The last moment of which the last entry tells.
  public private(set) var last: Moment?
  private var holders: [APQN: Holder] = [:]
  private var candidates: [APQN: Set<Holder>] = [:]

  /// Begins; entries are taken in the order of the files.
  public init(at moment: Moment) { self.moment = moment }

  /// Takes an entry in.
  public mutating func take(_ entry: HistoryEntry) {
    last = entry.lookedAt
    switch entry.kind {
    case .state:
      guard entry.time <= moment else { return }
      (isCovered, isBehindGap) = (true, false)
      names.merge(entry.names) { $1 }
      (holders, candidates) = ([:], [:])
      for (holder, queues) in entry.holders {
        for queue in queues.queues { holders[queue] = holder }
      }
    case .queues: move(entry)
    case .lost, .agent:
      guard let since = entry.since, let until = entry.until else { return }
      if since <= moment, moment < until { isInGap = true }
      if entry.isOfEntries, since <= moment { isBehindGap = true }
    default: break
    }
  }

  private mutating func move(_ entry: HistoryEntry) {
    guard let before = entry.before.flatMap({ Holder(text: $0) }),
      let after = entry.after.flatMap({ Holder(text: $0) }), let until = entry.until ?? entry.since
    else { return }
    let since = entry.since ?? until
    guard since <= moment else { return }
    names.merge(entry.names) { $1 }
    for queue in entry.queues.queues {
      // What follows a change that may not have happened yet may have happened all the same.
      if until <= moment, candidates[queue] == nil {
        holders[queue] = after == .absent ? nil : after
      } else {
        candidates[queue, default: []].formUnion([before, after])
      }
    }
  }

  /// Who had a queue then.
  public func answer(_ queue: APQN) -> Answer {
    if let candidates = candidates[queue] { return .between(candidates) }
    let holder = holders[queue] ?? .absent
    return isUnwatched ? .unwatched(holder) : .known(holder)
  }

  /// All queues that had a device then, or may have had one.
  public var queues: [APQN] { Set(holders.keys).union(candidates.keys).sorted() }
}
