import APModel

/// The way of one queue from one look to the next, through all that was seen in between.
struct QueuePath {
  /// By what a stop on the way is known.
  enum Evidence: Hashable {
    /// By the first look.
    case start
    /// By an event; whether it announces a change of the hardware.
    case event(HeardEvent, isHardware: Bool)
    /// By this event, which can only have come after another that was lost.
    case lost(before: HeardEvent)
    /// By a write of the agent.
    case write(OwnWrite)
    /// By the second look.
    case look
  }

  /// One place on the way.
  struct Stop {
    var place: HostSight.Place?
    let evidence: Evidence

    var holder: Holder { place?.holder ?? .absent }
  }

  private(set) var stops: [Stop]
  private var claim: HostSight.Claim
  private var cameBack: Bool

  /// Begins where the first look found the queue.
  ///
  /// - Parameter claim: whose it was by assignment, also while it had no device.
  init(from place: HostSight.Place?, claim: HostSight.Claim) {
    stops = [Stop(place: place, evidence: .start)]
    self.claim = claim
    cameBack = place == nil
  }

  /// Where the way has led so far.
  var driver: HeardDriver { HeardDriver(stops.last?.place) }

  /// Goes on to where an event says, also by one that must have been lost before it.
  ///
  /// - Parameter shown: the number of the last event that the first look can have shown.
  mutating func go(by event: HeardEvent, shown: UInt64?) {
    guard let way = event.step?.way(from: driver, shown: shown) else { return }
    for next in way.dropLast() {
      stops.append(Stop(place: next.place(claim), evidence: .lost(before: event)))
    }
    if let last = way.last { go(to: last, event) }
  }

  /// Goes on to where an event says.
  mutating func go(to driver: HeardDriver, _ event: HeardEvent) {
    if driver == .absent { cameBack = true }
    guard driver != self.driver else { return }
    let place = driver.place(claim)
    stops.append(Stop(place: place, evidence: .event(event, isHardware: cameBack)))
  }

  /// The assignment changes.
  mutating func change(_ change: ClaimChange, _ queue: APQN, _ evidence: Evidence) {
    let next = change.claim(of: queue, from: claim)
    guard next != claim else { return }
    claim = next
    guard var place = stops.last?.place else { return }
    place.claim = next
    stops.append(Stop(place: place, evidence: evidence))
  }

  /// Ends where the second look found the queue.
  mutating func end(at place: HostSight.Place?) {
    if let place, place.claim != claim {
      // When it was assigned otherwise nobody saw, so for whom vfio_ap had it meanwhile is not known.
      for index in stops.indices.dropFirst() { stops[index].place?.claim = .unknown }
    }
    if stops.last?.holder != place?.holder ?? .absent {
      stops.append(Stop(place: place, evidence: .look))
    }
    collapse()
  }

  /// Leaves out where nothing changed, and moments without a driver on the way from one to another.
  private mutating func collapse() {
    var kept: [Stop] = []
    for stop in stops {
      if let last = kept.last, last.holder == stop.holder { continue }
      if kept.count > 1, kept[kept.count - 1].holder == .nobody,
        kept[kept.count - 2].holder != stop.holder
      {
        kept.removeLast()
      }
      kept.append(stop)
    }
    stops = kept
  }
}
