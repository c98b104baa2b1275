import APModel
import TestSupport
import Uevents

@testable import History

/// A random host with its events, some of them late or lost, and the history that an agent makes of it.
struct RandomPast {
  static let queues = [
    Made.queue(5, 4), Made.queue(5, 0x47), Made.queue(6, 4), Made.queue(6, 0x47),
  ]
  /// What the host does while it is looked at.
  private enum World {
    case peace
    case turmoil
  }

  private static let drivers: [HeardDriver] = [
    .absent, .none, .driver("cex4queue"), .driver("vfio_ap"),
  ]

  /// What the agent noted, in the order of its files.
  private(set) var entries: [HistoryEntry] = []
  /// Where the queues are.
  private(set) var places: [APQN: HostSight.Place] = [:]
  /// How often the wall clock was set back, and how often an event came behind the look that should show it.
  private(set) var counts = (clocks: 0, late: 0)
  private var generator: SeededGenerator
  private var chronicle = Chronicle()
  private var number: UInt64 = 0
  private var uptime: Int64 = 1_000_000
  private var offset: Int64 = 0
  /// The number of the last event before the last look.
  private var mark: UInt64 = 0
  private var pending: [(action: UeventAction, queue: APQN, driver: String?, number: UInt64)] = []

  /// Where the queues were, from each moment on.
  private(set) var stays: [(from: Moment, places: [APQN: HostSight.Place])] = []
  /// From when on the wall clock goes on otherwise, and by how much it differs.
  private(set) var clocks: [(from: Int64, offset: Int64)] = [(.min, 0)]
  private let shifts: [Int64]
  private let loses: Bool
  private var setBack: Moment?

  init(seed: UInt64, steps: Int, shifts: [Int64] = [-3_600_000], loses: Bool = true) {
    (self.shifts, self.loses) = (shifts, loses)
    generator = SeededGenerator(seed: seed)
    for queue in Self.queues { places[queue] = Made.host }
    stays.append((now, places))
    look(in: .peace)
    for _ in 0..<steps { step() }
    // What came late, or while the last look was made, the next one tells.
    for _ in 1...2 {
      deliver(pending.count)
      look(in: .peace)
    }
  }

  /// The present.
  var now: Moment { Moment(wall: uptime + offset, uptime: uptime) }

  private mutating func step() {
    uptime += Int64.random(in: 1...200, using: &generator)
    switch Int.random(in: 0..<12, using: &generator) {
    case 0...5: move()
    case 6...8: deliver(Int.random(in: 0...pending.count, using: &generator))
    case 9 where Int.random(in: 0..<6, using: &generator) == 0: setClock()
    default: look(in: Bool.random(using: &generator) ? .peace : .turmoil)
    }
  }

  private mutating func move() {
    let driver = Self.drivers.randomElement(using: &generator) ?? .none
    for queue in Self.queues where Bool.random(using: &generator) { move(queue, to: driver) }
    stays.append((now, places))
  }

  private mutating func move(_ queue: APQN, to driver: HeardDriver) {
    let old = HeardDriver(places[queue])
    guard old != driver else { return }
    if case .driver(let name) = old { send(.unbind, queue, name) }
    if driver == .absent { send(.remove, queue, nil) }
    if old == .absent { send(.add, queue, nil) }
    if case .driver(let name) = driver { send(.bind, queue, name) }
    places[queue] = driver.place(.none)
  }

  private mutating func send(_ action: UeventAction, _ queue: APQN, _ driver: String?) {
    number += 1
    // Now and then one is lost without a word.
    if Int.random(in: 0..<20, using: &generator) > 0 || !loses {
      pending.append((action, queue, driver, number))
    }
  }

  /// So many events arrive, in any order; the others come later.
  private mutating func deliver(_ count: Int) {
    pending.shuffle(using: &generator)
    for one in pending.prefix(count) {
      uptime += Int64.random(in: 0...3, using: &generator)
      let event = Made.event(one.action, one.queue, one.driver, number: one.number, at: 0)
      chronicle.hear([HeardEvent(event.meaning, sequence: one.number, at: now)])
      if one.number <= mark { counts.late += 1 }
    }
    pending.removeFirst(count)
  }

  private mutating func look(in world: World) {
    let (began, sight) = (now, Made.sight(places))
    mark = number
    if world == .turmoil {
      uptime += 20
      move()
      deliver(Int.random(in: 0...pending.count, using: &generator))
    }
    uptime += 20
    let new = chronicle.look(
      .host(sight), began: began, mark: mark, endMark: number, at: now)
    entries += new.map { $0.predated(by: setBack) }
  }

  private mutating func setClock() {
    guard let shift = shifts.randomElement(using: &generator) else { return }
    offset += shift
    counts.clocks += 1
    clocks.append((uptime, offset))
    var entry = HistoryEntry(.clock, at: now)
    entry.count = Int(shift)
    entries.append(entry)
    if shift < 0 { setBack = now }
  }

  /// Who had a queue at a time of the wall clock, each time that it came.
  func holders(of queue: APQN, at wall: Int64) -> Set<Holder> {
    var holders: Set<Holder> = []
    for (place, clock) in clocks.enumerated() {
      let time = wall - clock.offset
      let end = place + 1 < clocks.count ? clocks[place + 1].from : uptime
      guard time >= clock.from, time < end, let stay = stays.last(where: { $0.from.uptime <= time })
      else { continue }
      holders.insert(stay.places[queue]?.holder ?? .absent)
    }
    return holders
  }
}
