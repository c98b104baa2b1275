import APModel
import Reconcile
import Uevents

/// All that is known of the time between two looks, in the order in which it happened.
struct Interval {
  /// What the first look showed.
  let before: HostSight
  /// When the first look began: what it showed held then.
  let start: Moment
  /// The last moment at which what no event announces was as the first look had it.
  let silentStart: Moment
  /// The same of what polls look at in turn: the states of cards, and overrides.
  var turnStart: Moment
  /// When the second look had ended.
  let end: Moment
  /// Whether nobody looked meanwhile, because no agent ran.
  let isUnwatched: Bool
  /// The kernel's counts of events in between, each with a moment at which it was so.
  private let marks: [(mark: UInt64, moment: Moment)]
  /// The events, in order.
  private let events: [HeardEvent]
  /// The places of each queue's events among all.
  private var heard: [APQN: [Int]] = [:]
  /// The changes of assignments that are known, in order, each with the number of events before it.
  private(set) var claims: [(order: Int, change: ClaimChange, evidence: QueuePath.Evidence)] = []
  /// The agent's writes, each with what it did to assignments.
  private(set) var writes: [(write: OwnWrite, after: UInt64?, claim: ClaimChange?)] = []
  /// The places of the writes that are about one queue, and of those that are about many.
  private var writesOfQueue: [APQN: [Int]] = [:]
  private var otherWrites: [Int] = []
  /// What mdevs had before an event freed it: the write behind the event ends only after it.
  private var freed: [String: (matrix: Matrix, number: UInt64?)] = [:]

  /// Orders what is known; an event stands before the write that ended after it.
  init(
    _ before: HostSight, start: Moment, silentStart: Moment, end: Moment, isUnwatched: Bool,
    marks: [(mark: UInt64, moment: Moment)] = [], _ events: [HeardEvent] = [],
    _ writes: [OwnWrite] = []
  ) {
    self.marks = marks
    self.before = before
    self.start = start
    self.silentStart = silentStart
    turnStart = silentStart
    self.end = end
    self.isUnwatched = isUnwatched
    self.events = events
    var assigned = before.guests.compactMapValues(\.assigned)
    var rest = writes[...]
    for (order, event) in events.enumerated() {
      while let write = rest.first, write.wasOver(before: event) {
        note(rest.removeFirst(), order, &assigned)
      }
      note(event, order, &assigned)
    }
    for write in rest { note(write, events.count, &assigned) }
  }

  /// The last moment at which what an entry tells of is known to have been as the first look had it.
  func stayed(_ kind: HistoryEntry.Kind) -> Moment {
    max(start, kind == .card || kind == .override ? turnStart : silentStart)
  }

  /// The events of a queue, in order, each with its place among all.
  func events(of queue: APQN) -> [(order: Int, event: HeardEvent)] {
    (heard[queue] ?? []).map { ($0, events[$0]) }
  }

  private mutating func note(
    _ event: HeardEvent, _ order: Int, _ assigned: inout [String: Matrix]
  ) {
    if case .queue(let queue, _) = event.meaning {
      heard[queue, default: []].append(order)
    } else if let uuid = event.freedMdev, let old = assigned[uuid], old.queueCount > 0 {
      assigned[uuid] = Matrix()
      freed[uuid] = (old, event.sequence)
      let change = ClaimChange(uuid: uuid, before: old, after: Matrix())
      claims.append((order, change, .event(event, isHardware: false)))
    }
  }

  private mutating func note(
    _ write: OwnWrite, _ order: Int, _ assigned: inout [String: Matrix]
  ) {
    let last = writes.last?.write.mark
    if let queue = write.onlyQueue {
      writesOfQueue[queue, default: []].append(writes.count)
    } else {
      otherWrites.append(writes.count)
    }
    guard let (uuid, after) = write.assignment(assigned) else {
      writes.append((write, last, nil))
      return
    }
    let change = ClaimChange(uuid: uuid, before: assigned[uuid] ?? Matrix(), after: after)
    assigned[uuid] = after
    writes.append((write, last, removal(write, of: uuid, after: last) ?? change))
    claims.append((order, change, .write(write)))
  }

  /// What a removal took although its own event, which came first, has taken it already; nil if nothing.
  private mutating func removal(
    _ write: OwnWrite, of uuid: String, after last: UInt64?
  ) -> ClaimChange? {
    // Whatever else is written to an mdev, another one of that name was made meanwhile.
    guard let old = freed.removeValue(forKey: uuid), case .remove = write.operation else {
      return nil
    }
    if let number = old.number, let last, number <= last { return nil }
    return ClaimChange(uuid: uuid, before: old.matrix, after: Matrix())
  }

  /// The last moment at which an event is known not to have happened yet.
  func since(_ event: HeardEvent) -> Moment {
    guard let number = event.sequence else { return start }
    return marks.last { $0.mark < number }?.moment ?? start
  }

  /// The queues that something is known of.
  var touched: Set<APQN> {
    var queues = Set(heard.keys)
    for claim in claims {
      for queue in QueueSet(claim.change.before).union(QueueSet(claim.change.after)).queues
      where before.places[queue] != nil && claim.change.moves(queue) {
        queues.insert(queue)
      }
    }
    return queues
  }

  /// The agent's write through which an event of a queue came; nil if it was none.
  func write(behind event: HeardEvent, of queue: APQN) -> OwnWrite? {
    writes(concerning: queue).first { entry in
      guard let number = event.sequence, let mark = entry.write.mark else { return true }
      return number <= mark && entry.after.map { number > $0 } ?? true
    }?.write
  }

  /// The last write of the agent that may have changed who has a queue; nil if there was none.
  func lastWrite(concerning queue: APQN) -> OwnWrite? { writes(concerning: queue).last?.write }

  private func writes(
    concerning queue: APQN
  ) -> [(write: OwnWrite, after: UInt64?, claim: ClaimChange?)] {
    let others = otherWrites.filter { writes[$0].write.concerns(queue, writes[$0].claim) }
    return ((writesOfQueue[queue] ?? []) + others).sorted().map { writes[$0] }
  }
}
