import APModel
import Reconcile

/// Makes entries of the ways of queues: what moved alike is one entry.
struct HopFolder {
  private struct Key: Hashable {
    let before: Holder
    let after: Holder
    let cause: HistoryEntry.Cause
    let sign: HistoryEntry.Sign
    let step: String?
  }

  private let interval: Interval
  private let names: [String: String]
  /// For the first hop of all ways, for the second, and so on: the entries in order.
  private var levels: [(entries: [HistoryEntry], places: [Key: Int])] = []

  init(_ interval: Interval, names: [String: String]) {
    self.interval = interval
    self.names = names
  }

  /// The entries, so that those of one queue stand in their order.
  var entries: [HistoryEntry] { levels.flatMap(\.entries) }

  /// Takes the way of a queue in.
  mutating func add(_ queue: APQN, _ stops: [QueuePath.Stop]) {
    for (level, pair) in zip(stops, stops.dropFirst()).enumerated() {
      add(queue, level, pair.0, pair.1)
    }
  }

  private mutating func add(
    _ queue: APQN, _ level: Int, _ from: QueuePath.Stop, _ to: QueuePath.Stop
  ) {
    if levels.count == level { levels.append(([], [:])) }
    let entry = entry(queue, from, to)
    let key = Key(
      before: from.holder, after: to.holder, cause: entry.cause ?? .unknown,
      sign: entry.sign ?? .look, step: entry.step)
    if let place = levels[level].places[key] {
      let known = levels[level].entries[place]
      levels[level].entries[place].queues.insert(queue)
      levels[level].entries[place].since = [known.since, entry.since].compactMap(\.self).min()
      levels[level].entries[place].until = [known.until, entry.until].compactMap(\.self).max()
    } else {
      levels[level].places[key] = levels[level].entries.count
      levels[level].entries.append(entry)
    }
  }

  private func entry(
    _ queue: APQN, _ from: QueuePath.Stop, _ to: QueuePath.Stop
  ) -> HistoryEntry {
    var entry = HistoryEntry(.queues, at: interval.end)
    entry.queues.insert(queue)
    entry.before = from.holder.text
    entry.after = to.holder.text
    for uuid in [from.holder.uuid, to.holder.uuid].compactMap(\.self) {
      entry.names[uuid] = names[uuid]
    }
    entry.since = interval.start
    switch to.evidence {
    case .write(let write):
      (entry.cause, entry.sign, entry.step) = (.apmatrix, .write, write.text)
      entry.until = write.moment
    case .event(let event, let isHardware):
      let write = interval.write(behind: event, of: queue)
      entry.cause = write != nil ? .apmatrix : isHardware ? .hardware : .other
      entry.step = write?.text
      entry.sign = .event
      entry.since = interval.since(event)
      entry.until = event.moment
    case .lost(let event):
      (entry.cause, entry.sign) = (.unknown, .event)
      (entry.since, entry.until) = (interval.start, event.moment)
    case .look, .start: look(queue, from, to, &entry)
    }
    return entry
  }

  /// What only the second look showed.
  private func look(
    _ queue: APQN, _ from: QueuePath.Stop, _ to: QueuePath.Stop, _ entry: inout HistoryEntry
  ) {
    entry.until = interval.end
    if let write = interval.lastWrite(concerning: queue) {
      (entry.cause, entry.sign, entry.step) = (.apmatrix, .look, write.text)
      return
    }
    entry.sign = interval.isUnwatched ? .start : .look
    let isHardware = from.place == nil || to.place == nil
    entry.cause = interval.isUnwatched ? .unknown : isHardware ? .hardware : .other
    if from.place?.driver == to.place?.driver, from.place != nil {
      entry.since = max(interval.start, interval.silentStart)
    }
  }
}
