import APModel

/// The drivers that a queue had between two looks, by the events that are known of that time.
struct DriverWay: Hashable, Sendable {
  /// Where the first look found the queue.
  var start: HeardDriver
  /// The events, in order.
  private var steps: [HeardStep] = []
  /// Where the second look found it.
  var end: HeardDriver
  /// The number of the last event that the first look can have shown; nil if that is not known.
  private let shown: UInt64?

  /// A queue that stayed where it is, as far as is known.
  init(at driver: HeardDriver, shown: UInt64?) {
    (start, end) = (driver, driver)
    self.shown = shown
  }

  /// Takes note of the next events.
  mutating func hear(_ events: [HeardEvent]) { steps += events.compactMap(\.step) }

  /// Where the queue came to, one after the other, as the history tells it.
  private var visits: [HeardDriver] {
    var way: [HeardDriver] = [start]
    for step in steps {
      for next in step.way(from: way[way.count - 1], shown: shown) { Self.go(to: next, &way) }
    }
    Self.go(to: end, &way)
    return Array(way.dropFirst())
  }

  private static func go(to next: HeardDriver, _ way: inout [HeardDriver]) {
    guard next != way[way.count - 1] else { return }
    // A moment without a driver on the way from one to another is not told.
    if way.count > 1, way[way.count - 1] == .none, way[way.count - 2] != next { way.removeLast() }
    if next != way[way.count - 1] { way.append(next) }
  }

  /// Where the queue was besides, now that more events of that time are known.
  ///
  /// - Returns: what is not where it is now, in order; empty if the events explain what was told.
  mutating func learn(_ more: [HeardEvent]) -> [HeardDriver] {
    var told = visits
    hear(more)
    steps.sort { ($0.sequence ?? 0) < ($1.sequence ?? 0) }
    var news: [HeardDriver] = []
    for driver in visits {
      if let place = told.firstIndex(of: driver) {
        told.remove(at: place)
      } else if driver != end {
        news.append(driver)
      }
    }
    return news
  }
}
