/// Gives every queue device of a snapshot its owner.
struct OwnershipRule {
  private let queues: [Queue]
  private let guests: [Claimant]
  /// For each domain, the places of the guests that are assigned it: few, while a host has many.
  private let guestsOfDomain: [[Int]]
  /// Whose a queue of vfio_ap is that no mdev is known to have and that says nothing of itself.
  private let unclaimed: QueueOwner
  /// Whose a queue is of which no driver is known.
  private let undriven: QueueOwner

  /// What the rule needs to know of a guest.
  private struct Claimant {
    let uuid: String
    let assigned: Matrix
    let effective: Matrix
    let isInUse: Bool?
  }

  init(_ snapshot: HostSnapshot, _ guests: [GuestAnalysis]) {
    queues = snapshot.queues
    let hasHidden = snapshot.mdevs.contains { $0.state != .detached && $0.assigned == nil }
    let isAsked = snapshot.capabilities.status && !snapshot.hidesMdevs
    unclaimed =
      hasHidden || snapshot.hidesMdevs ? isAsked ? .unreadableGuest : .somebody : .passthrough
    undriven = snapshot.knowsBindings ? .nobody : .unknown
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
    let owner = owner(of: queue, first)
    return QueueOwnership(
      queue: queue.id, owner: owner, claims: claims,
      isInUse: isInUse(queue, OwnerKind(owner), first))
  }

  private func owner(of queue: Queue, _ first: Claimant?) -> QueueOwner {
    guard let driver = queue.driver else { return undriven }
    guard queue.isBoundToVFIO else { return .host(driver: driver) }
    if let first { return .guest(uuid: first.uuid) }
    guard let status = queue.details?.status else { return unclaimed }
    return status == .unassigned ? .passthrough : .unreadableGuest
  }

  /// The queue's own `status` decides where it was read; else the guest's state does.
  private func isInUse(_ queue: Queue, _ owner: OwnerKind, _ first: Claimant?) -> Bool? {
    if let status = queue.details?.status { return status == .inUse }
    if owner == .unknown { return nil }
    guard let first, queue.isBoundToVFIO else { return false }
    guard first.effective.contains(queue.id) else { return false }
    return first.isInUse
  }
}
