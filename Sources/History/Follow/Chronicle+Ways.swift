internal import APModel

/// What two looks and all that was heard between them come to.
extension Chronicle {
  mutating func conclude(
    _ interval: Interval, _ next: HostSight, _ late: [HeardEvent]
  ) -> [HistoryEntry] {
    let names = Self.names(interval.before).merging(Self.names(next)) { $1 }
    var ways: [APQN: DriverWay] = [:]
    var shown: Set<HeardEvent> = []
    var folder = HopFolder(interval, names: names)
    let moved = Self.moved(interval.before, next)
    for queue in moved.union(interval.touched).sorted() {
      var path = way(of: queue, interval)
      let place = next.places[queue]
      let start = HeardDriver(interval.before.places[queue])
      var way = DriverWay(at: start, shown: looks.shown(moved: recent[queue] != nil))
      way.hear(interval.events(of: queue).map(\.event))
      for step in ears.way(of: queue, from: path.driver, to: HeardDriver(place)) {
        path.go(to: step.driver, step.event)
        shown.insert(step.event)
        way.hear([step.event])
      }
      path.end(at: place)
      folder.add(queue, path.stops)
      way.end = HeardDriver(place)
      ways[queue] = way
    }
    ears.drop(shown)
    let missed = lateEntries(late, interval, names)
    recent = ways
    return missed + SightDifference(interval, next).entries + folder.entries
      + lostEntries(interval)
  }

  func way(of queue: APQN, _ interval: Interval) -> QueuePath {
    var path = QueuePath(from: interval.before.places[queue], claim: interval.before.claim(queue))
    var claims = interval.claims.filter { $0.change.moves(queue) }[...]
    for (order, event) in interval.events(of: queue) {
      while let first = claims.first, first.order <= order {
        path.change(first.change, queue, first.evidence)
        claims.removeFirst()
      }
      path.go(by: event, shown: looks.shown(moved: recent[queue] != nil))
    }
    for claim in claims { path.change(claim.change, queue, claim.evidence) }
    return path
  }
}
