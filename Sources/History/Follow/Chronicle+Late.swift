internal import APModel
internal import Reconcile
internal import Uevents

extension Chronicle {
  mutating func lostEntries(_ interval: Interval) -> [HistoryEntry] {
    let lost = ears.takeLost()
    guard lost > 0 else { return [] }
    var entry = HistoryEntry(.lost, at: interval.end)
    (entry.since, entry.until, entry.count) = (interval.start, interval.end, lost)
    entry.object = "events"
    return [entry]
  }

  /// What came to light after the look that should have shown it: where queues were besides.
  func lateEntries(
    _ late: [HeardEvent], _ interval: Interval, _ names: [String: String]
  ) -> [HistoryEntry] {
    guard !late.isEmpty, let start = before, let end = lastEnded else { return [] }
    var paths: [APQN: QueuePath] = [:]
    for event in late {
      guard case .queue(let queue, _) = event.meaning, let driver = event.driver else { continue }
      let place = interval.before.places[queue]
      let known = recent[queue] ?? [HeardDriver(place)]
      guard !known.contains(driver) else { continue }
      let claim = interval.before.claim(queue)
      paths[queue, default: QueuePath(from: place, claim: claim)].go(to: driver, event)
    }
    let earlier = Interval(
      interval.before, start: start, silentStart: start, end: end, isUnwatched: false, [])
    var folder = HopFolder(earlier, names: names)
    for (queue, path) in paths.sorted(by: { $0.key < $1.key }) {
      var path = path
      path.end(at: interval.before.places[queue])
      folder.add(queue, path.stops)
    }
    return folder.entries.map { entry in
      var entry = entry
      entry.time = interval.end
      entry.until = end
      return entry
    }
  }
}
