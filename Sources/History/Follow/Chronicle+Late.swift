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
  mutating func lateEntries(
    _ late: [HeardEvent], _ interval: Interval, _ names: [String: String]
  ) -> [HistoryEntry] {
    guard !late.isEmpty, let end = lastEnded else { return [] }
    var events: [APQN: [HeardEvent]] = [:]
    for event in late {
      if case .queue(let queue, _) = event.meaning { events[queue, default: []].append(event) }
    }
    var entries: [HistoryEntry] = []
    for (queue, events) in events.sorted(by: { $0.key < $1.key }) {
      let place = interval.before.places[queue]
      var way = recent[queue] ?? DriverWay(at: HeardDriver(place), shown: looks.shownBefore)
      let news = way.learn(events)
      recent[queue] = way
      guard let first = news.first else { continue }
      let claim = interval.before.claim(queue)
      var path = QueuePath(from: place, claim: claim)
      for driver in news {
        let event = events.first { $0.driver == driver } ?? events[0]
        if driver == first || driver != path.driver { path.go(to: driver, event) }
      }
      path.end(at: place)
      let earlier = Interval(
        interval.before, start: looks.start(before: events) ?? interval.start, silentStart: end,
        end: end, isUnwatched: false)
      var folder = HopFolder(earlier, names: names)
      folder.add(queue, path.stops)
      entries += folder.entries
    }
    return entries.map { entry in
      var entry = entry
      (entry.time, entry.until) = (interval.end, end)
      return entry
    }
  }
}
