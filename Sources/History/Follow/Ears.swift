import APModel
import Uevents

/// The events that no look has confirmed yet.
struct Ears: Sendable {
  private var heard: [HeardEvent] = []
  private var numbers: Set<UInt64> = []
  private var olderNumbers: Set<UInt64> = []
  private var lost = 0
  /// What came after the mark of the look that is being noted, by queue.
  private var waiting: [APQN: [HeardEvent]] = [:]

  /// Whether nothing waits for a look.
  var isEmpty: Bool { heard.isEmpty && lost == 0 }

  /// Takes events in; one that came before is left out.
  mutating func hear(_ events: [HeardEvent], _ lost: Int) {
    self.lost += lost
    for event in events where event.matters {
      if let number = event.sequence {
        guard !olderNumbers.contains(number), !numbers.contains(number) else { continue }
      }
      guard heard.count < Chronicle.mostEvents else {
        self.lost += 1
        continue
      }
      // Not before: there may be as many numbers as there are events.
      if let number = event.sequence { numbers.insert(number) }
      heard.append(event)
    }
  }

  /// How often events were lost since this was last asked.
  mutating func takeLost() -> Int {
    defer { lost = 0 }
    return lost
  }

  /// Leaves out what happened before the first look.
  mutating func forget(until mark: UInt64?) {
    _ = take(until: mark, after: nil)
    lost = 0
  }

  /// Takes what happened before a look, in order.
  ///
  /// - Parameters:
  ///   - mark: the number of the last event before the look; nil takes all.
  ///   - earlier: that of the look before.
  /// - Returns: what the look before should have shown already, and the rest.
  mutating func take(
    until mark: UInt64?, after earlier: UInt64?
  ) -> (late: [HeardEvent], heard: [HeardEvent]) {
    let all = inOrder
    (heard, olderNumbers, numbers) = ([], numbers, [])
    guard let mark else { return ([], all) }
    heard = all.filter { ($0.sequence ?? 0) > mark }
    numbers = Set(heard.compactMap(\.sequence))
    for event in heard {
      if case .queue(let queue, _) = event.meaning { waiting[queue, default: []].append(event) }
    }
    let isLate = { (event: HeardEvent) in
      guard let number = event.sequence, let earlier else { return false }
      return number <= earlier
    }
    // Mostly nothing waits and nothing is late; of a storm's events there is no need for copies.
    let taken = heard.isEmpty ? all : all.filter { ($0.sequence ?? 0) <= mark }
    guard taken.contains(where: isLate) else { return ([], taken) }
    return (taken.filter(isLate), taken.filter { !isLate($0) })
  }

  /// What was heard, in the kernel's order.
  private var inOrder: [HeardEvent] {
    let isOrdered = zip(heard, heard.dropFirst()).allSatisfy { one, other in
      guard let first = one.sequence, let second = other.sequence else { return true }
      return first <= second
    }
    guard !isOrdered else { return heard }
    return heard.enumerated().sorted { one, other in
      // Sorting by nothing but numbers would move events that have none.
      guard let first = one.element.sequence, let second = other.element.sequence else {
        return one.offset < other.offset
      }
      return (first, one.offset) < (second, other.offset)
    }.map(\.element)
  }

  /// The events of a queue that lead to where a look found it: they came while it looked.
  ///
  /// - Returns: nothing if they lead elsewhere.
  func way(
    of queue: APQN, from driver: HeardDriver, to goal: HeardDriver
  ) -> [(driver: HeardDriver, event: HeardEvent)] {
    guard driver != goal, let events = waiting[queue] else { return [] }
    var way: [(HeardDriver, HeardEvent)] = []
    for event in events {
      guard let next = event.driver else { continue }
      way.append((next, event))
      if next == goal { return way }
    }
    return []
  }

  /// Leaves out events that a look has shown already.
  mutating func drop(_ shown: Set<HeardEvent>) {
    if !shown.isEmpty { heard.removeAll { shown.contains($0) } }
    waiting = [:]
  }
}

extension HeardEvent {
  /// Where a queue is by what the event says; nil if it says no such thing.
  var driver: HeardDriver? {
    guard case .queue(_, let change) = meaning else { return nil }
    return HeardDriver(change)
  }

  /// Whether it says anything of who has which queue.
  fileprivate var matters: Bool { driver != nil || freedMdev != nil }
}
