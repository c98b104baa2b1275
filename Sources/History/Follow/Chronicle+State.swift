internal import APModel
internal import Reconcile

extension Chronicle {
  /// Who has each queue, from which a reader can go on.
  public static func state(_ sight: HostSight, at now: Moment) -> HistoryEntry {
    var entry = HistoryEntry(.state, at: now)
    for (queue, place) in sight.places {
      entry.holders[place.holder, default: .init()].insert(queue)
    }
    entry.names = names(sight)
    return entry
  }

  static func names(_ sight: HostSight) -> [String: String] {
    sight.guests.compactMapValues(\.name)
  }

  /// The queues that one look had elsewhere than the other.
  static func moved(_ before: HostSight, _ after: HostSight) -> Set<APQN> {
    guard before.places != after.places else { return [] }
    var moved: Set<APQN> = []
    for (queue, place) in after.places where before.places[queue]?.holder != place.holder {
      moved.insert(queue)
    }
    for queue in before.places.keys where after.places[queue] == nil { moved.insert(queue) }
    return moved
  }
}

extension HostSight {
  /// Whose a queue is by assignment, also one that has no device.
  func claim(_ queue: APQN) -> Claim {
    if let place = places[queue] { return place.claim }
    let owner = guests.first { $0.value.assigned?.contains(queue) == true }
    return owner.map { .guest($0.key) } ?? .none
  }
}
