import APModel
import Reconcile

/// Makes entries of the ways of queues: where queues went the same way, each step of it is one entry.
///
/// Steps of different ways are never one: its time would be the latest queue's, and be later than what another
/// queue did next.
struct HopFolder {
  /// What is the same where two queues go alike.
  private struct Hop: Hashable {
    let before: String?
    let after: String?
    let cause: HistoryEntry.Cause?
    let sign: HistoryEntry.Sign?
    let step: String?
  }

  private let interval: Interval
  private let names: [String: String]
  /// For each way its entries, one for each hop.
  private var ways: [[HistoryEntry]] = []
  private var places: [[Hop]: Int] = [:]

  init(_ interval: Interval, names: [String: String]) {
    self.interval = interval
    self.names = names
  }

  /// The entries, so that those of one queue stand in their order: all first hops, all second ones.
  var entries: [HistoryEntry] {
    let most = ways.map(\.count).max() ?? 0
    return (0..<most).flatMap { level in
      ways.compactMap { level < $0.count ? $0[level] : nil }
    }
  }

  /// Takes the way of a queue in.
  mutating func add(_ queue: APQN, _ stops: [QueuePath.Stop]) {
    var way = zip(stops, stops.dropFirst()).map { entry(queue, $0, $1) }
    guard !way.isEmpty else { return }
    for index in way.indices.dropLast().reversed() {
      // An event may arrive later than the one behind it, but what it tells of did not happen later.
      let ends = [way[index].until, way[index + 1].until].compactMap(\.self)
      way[index].until = ends.min(by: Self.isEarlier)
    }
    let hops = way.map {
      Hop(before: $0.before, after: $0.after, cause: $0.cause, sign: $0.sign, step: $0.step)
    }
    guard let place = places[hops] else {
      places[hops] = ways.count
      ways.append(way)
      return
    }
    for (index, hop) in way.enumerated() { ways[place][index].join(hop, of: queue) }
  }

  /// By the clock that nobody sets.
  fileprivate static func isEarlier(_ one: Moment, _ other: Moment) -> Bool {
    one.uptime < other.uptime
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
    // What a look could not tell is no change that anybody has made.
    let isStill = from.place != nil && from.place?.driver == to.place?.driver
    let isUntold = isStill && [from, to].contains { $0.place?.claim == .unknown }
    entry.cause =
      interval.isUnwatched || isUntold ? .unknown : isHardware ? .hardware : .other
    if isStill {
      entry.since = interval.stayed(entry.kind)
    }
  }
}

extension HistoryEntry {
  /// Takes in that a queue did the same.
  fileprivate mutating func join(_ other: HistoryEntry, of queue: APQN) {
    queues.insert(queue)
    since = [since, other.since].compactMap(\.self).min()
    until = [until, other.until].compactMap(\.self).max(by: HopFolder.isEarlier)
  }
}
