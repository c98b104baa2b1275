/// Gives every queue device of a snapshot its owner.
struct OwnershipRule {
  private let queues: [Queue]
  private let guests: [Claimant]
  /// For each domain, the places of the guests that are assigned it: few, while a host has many.
  private let guestsOfDomain: [[Int]]
  /// Whether a queue that says nothing of itself may be an unreadable mdev's.
  private let hasHidden: Bool

  /// What the rule needs to know of a guest.
  private struct Claimant {
    let uuid: String
    let assigned: Matrix
    let effective: Matrix
    let isInUse: Bool?
  }

  init(_ snapshot: HostSnapshot, _ guests: [GuestAnalysis]) {
    queues = snapshot.queues
    hasHidden =
      snapshot.hidesMdevs
      || snapshot.capabilities.status
        && snapshot.mdevs.contains { $0.state != .detached && $0.assigned == nil }
    // A detached mdev owns nothing any more; the kernel has freed its queues.
    self.guests = guests.compactMap { guest in
      guard guest.mdev.state != .detached, let assigned = guest.mdev.assigned else { return nil }
      return Claimant(
        uuid: guest.mdev.uuid, assigned: assigned, effective: guest.effective,
        isInUse: guest.mdev.isInUse)
    }
    var guestsOfDomain = [[Int]](repeating: [], count: 256)
    for (place, guest) in self.guests.enumerated() {
      for domain in guest.assigned.domains {
        guestsOfDomain[Int(domain.number)].append(place)
      }
    }
    self.guestsOfDomain = guestsOfDomain
  }

  var ownerships: [QueueOwnership] { queues.map(ownership) }

  private func ownership(of queue: Queue) -> QueueOwnership {
    var first: Claimant?
    var claims: [String] = []
    for place in guestsOfDomain[Int(queue.id.domain.number)]
    where guests[place].assigned.adapters.contains(queue.id.adapter) {
      if first == nil { first = guests[place] }
      claims.append(guests[place].uuid)
    }
    return QueueOwnership(
      queue: queue.id, owner: owner(of: queue, first), claims: claims,
      isInUse: isInUse(queue, first))
  }

  private func owner(of queue: Queue, _ first: Claimant?) -> QueueOwner {
    guard let driver = queue.driver else { return .nobody }
    guard queue.isBoundToVFIO else { return .host(driver: driver) }
    guard let first else {
      let isFree = queue.details?.status.map { $0 == .unassigned } ?? !hasHidden
      return isFree ? .passthrough : .unreadableGuest
    }
    return .guest(uuid: first.uuid)
  }

  /// The queue's own `status` decides where it was read; else the guest's state does.
  private func isInUse(_ queue: Queue, _ first: Claimant?) -> Bool? {
    if let status = queue.details?.status { return status == .inUse }
    guard let first, queue.isBoundToVFIO else { return false }
    guard first.effective.contains(queue.id) else { return false }
    return first.isInUse
  }
}
