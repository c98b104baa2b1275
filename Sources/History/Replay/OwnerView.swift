import APModel
import Reconcile

/// Who had each queue at a time of the wall clock, as far as it lies between two settings of the clock.
struct OwnerView {
  /// What an entry can say about the time: bounds on the clock as it went then.
  struct Bounds {
    /// The last time before it; `.min` where that was before the clock was set.
    var since: Int64
    /// The first time behind it; `.max` where that was after the clock was set.
    var until: Int64
  }

  /// The time, in milliseconds since 1970; `.max` for behind all entries.
  var wall: Int64
  /// Whether the history tells of the time at all.
  private(set) var isCovered = false
  /// What persons call the guests, by uuid.
  private(set) var names: [String: String] = [:]
  /// Whether nobody looked then, or events were lost.
  var isUnwatched: Bool { isInGap || isBehindGap }
  private var isInGap = false
  /// Whether entries before the time are missing, and nothing has said since who has each queue.
  private var isBehindGap = false
  private var holders: [APQN: Holder] = [:]
  private var candidates: [APQN: Set<Holder>] = [:]

  /// Begins with nothing.
  init(at wall: Int64) { self.wall = wall }

  /// All queues that had a device then, or may have had one.
  var queues: Set<APQN> { Set(holders.keys).union(candidates.keys) }

  /// Who had a queue, one of several where it changed between two looks.
  func holders(of queue: APQN) -> Set<Holder> {
    candidates[queue] ?? [holders[queue] ?? .absent]
  }

  /// Takes an entry in.
  mutating func take(_ entry: HistoryEntry, _ bounds: Bounds) {
    guard bounds.since <= wall else { return }
    switch entry.kind {
    case .state: begin(entry)
    case .queues: move(entry, until: bounds.until)
    case .lost, .agent:
      if wall < bounds.until { isInGap = true }
      if entry.isOfEntries { isBehindGap = true }
    default: break
    }
  }

  private mutating func begin(_ entry: HistoryEntry) {
    (isCovered, isBehindGap) = (true, false)
    names.merge(entry.names) { $1 }
    (holders, candidates) = ([:], [:])
    for (holder, queues) in entry.holders {
      for queue in queues.queues { holders[queue] = holder }
    }
  }

  private mutating func move(_ entry: HistoryEntry, until: Int64) {
    guard let before = entry.before.flatMap({ Holder(text: $0) }),
      let after = entry.after.flatMap({ Holder(text: $0) })
    else { return }
    names.merge(entry.names) { $1 }
    for queue in entry.queues.queues {
      // What follows a change that may not have happened yet may have happened all the same.
      if until <= wall, candidates[queue] == nil {
        holders[queue] = after == .absent ? nil : after
      } else {
        candidates[queue, default: []].formUnion([before, after])
      }
    }
  }
}
