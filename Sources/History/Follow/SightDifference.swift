import APModel
import Reconcile

/// What differs between two looks, apart from who has which queue.
struct SightDifference {
  let before: HostSight
  let after: HostSight
  private let interval: Interval

  init(_ interval: Interval, _ after: HostSight) {
    before = interval.before
    self.after = after
    self.interval = interval
  }

  /// The entries: masks, cards, mdevs, guests, overrides.
  var entries: [HistoryEntry] {
    masks + cards + setups
      + Set(before.guests.keys).union(after.guests.keys).sorted().flatMap(guest) + overrides
  }

  func entry(
    _ kind: HistoryEntry.Kind, _ object: String?, _ part: String?, _ values: (String?, String?),
    _ cause: HistoryEntry.Cause
  ) -> HistoryEntry {
    var entry = HistoryEntry(kind, at: interval.end)
    (entry.object, entry.part) = (object, part)
    (entry.before, entry.after) = values
    entry.since = before.recalled(kind, object) ?? interval.stayed(kind)
    entry.until = interval.end
    entry.sign = interval.isUnwatched ? .start : .look
    entry.cause = interval.isUnwatched ? .unknown : cause
    return entry
  }

  /// By whom: the agent's last write of this kind, or somebody else.
  func attributed(
    _ entry: HistoryEntry, _ isMeant: (PlanOperation) -> Bool
  ) -> HistoryEntry {
    guard let write = interval.writes.last(where: { isMeant($0.write.operation) }) else {
      return entry
    }
    var entry = entry
    (entry.cause, entry.sign, entry.step) = (.apmatrix, .write, write.write.text)
    return entry
  }

  private var masks: [HistoryEntry] {
    let pairs = [
      ("apmask", before.adapterMask?.hexadecimal, after.adapterMask?.hexadecimal),
      ("aqmask", before.domainMask?.hexadecimal, after.domainMask?.hexadecimal),
    ]
    return pairs.filter { $0.1 != nil && $0.2 != nil && $0.1 != $0.2 }.map { name, old, new in
      attributed(entry(.mask, name, nil, (old, new), .other)) { operation in
        guard case .changeMask(let change) = operation else { return false }
        return change.path == "bus/ap/\(name)"
      }
    }
  }

  private func guest(_ uuid: String) -> [HistoryEntry] {
    let (old, new) = (before.guests[uuid], after.guests[uuid])
    guard old != new else { return [] }
    var entries: [HistoryEntry] = []
    if old?.state != new?.state {
      let life = (old?.state.rawValue ?? "absent", new?.state.rawValue ?? "absent")
      entries.append(
        attributed(entry(.mdev, uuid, nil, life, .other)) {
          $0 == .create(uuid: uuid) || $0 == .remove(uuid: uuid)
        })
    }
    let parts = [
      ("assigned", old?.assigned?.queueWords, new?.assigned?.queueWords),
      ("control domains", old?.assigned?.controlWords, new?.assigned?.controlWords),
      ("effective", old?.effective?.queueWords, new?.effective?.queueWords),
    ]
    for (part, was, now) in parts where was ?? "none" != now ?? "none" {
      let cause =
        part == "effective" ? effectiveCause(old?.effective, new?.effective) : .other
      entries.append(
        attributed(entry(.guest, uuid, part, (was, now), cause)) { $0.uuid == uuid })
    }
    // Without an mdev no guest runs with it.
    let ran = old == nil ? false : old?.isRunning
    if let runs = new == nil ? false : new?.isRunning, ran != runs, runs || ran != nil {
      let was = ran.map { $0 ? "yes" : "no" } ?? "not known"
      entries.append(entry(.guest, uuid, "running", (was, runs ? "yes" : "no"), .guest))
    }
    for place in entries.indices { entries[place].names[uuid] = new?.name ?? old?.name }
    return entries
  }

  private var overrides: [HistoryEntry] {
    guard let old = before.overrides, let new = after.overrides, old != new else { return [] }
    var found: [[String?]: HistoryEntry] = [:]
    var order: [[String?]] = []
    for queue in Set(old.keys).union(new.keys).sorted() where old[queue] != new[queue] {
      let values = (old[queue], new[queue])
      let cause: HistoryEntry.Cause =
        values.1 == nil && hasGone(queue) ? .hardware : .other
      let isMeant = { $0 == PlanOperation.override(queue, driver: values.1) }
      var change = attributed(entry(.override, nil, nil, values, cause), isMeant)
      // A write of its own tells to the moment when it was so; the look only shows it.
      if change.cause == .apmatrix,
        let write = interval.writes.last(where: { isMeant($0.write.operation) })
      {
        (change.since, change.until) = (write.write.moment, write.write.moment)
      }
      // What two writes did is not one change, though it may look the same.
      let key = [values.0, values.1, change.cause?.rawValue, change.step]
      if found[key] == nil {
        order.append(key)
        found[key] = change
      }
      found[key]?.queues.insert(queue)
    }
    return order.compactMap { found[$0] }
  }

  /// Whether a queue's device was gone at one of the looks or between them; its override goes with it.
  private func hasGone(_ queue: APQN) -> Bool {
    before.places[queue] == nil || after.places[queue] == nil
      || interval.events(of: queue).contains { $0.event.driver == .absent }
  }

  /// By whom a guest's effective matrix is another, where no write was about the guest itself.
  private func effectiveCause(_ old: Matrix?, _ new: Matrix?) -> HistoryEntry.Cause {
    let (was, now) = (QueueSet(old ?? Matrix()), QueueSet(new ?? Matrix()))
    let moved = was.queues.filter { !now.contains($0) } + now.queues.filter { !was.contains($0) }
    if moved.contains(where: { interval.lastWrite(concerning: $0) != nil }) { return .apmatrix }
    let stayed = moved.filter { !hasGone($0) }
    let isTaken = stayed.contains { before.places[$0]?.driver != after.places[$0]?.driver }
    return stayed.count < moved.count && !isTaken ? .hardware : .other
  }
}

extension Matrix {
  /// The queues in identifiers: `adapters 05 06, domains 0004`; nil for none.
  fileprivate var queueWords: String? {
    adapters.isEmpty && domains.isEmpty ? nil : "adapters \(adapters), domains \(domains)"
  }

  /// The control domains in identifiers; nil for none.
  fileprivate var controlWords: String? { controlDomains.isEmpty ? nil : "\(controlDomains)" }
}
