/// Gives every queue device of a snapshot its owner.
struct OwnershipRule {
  private let queues: [Queue]
  private let guests: [GuestAnalysis]
  /// For each domain, the places of the guests that are assigned it: few, while a host has many.
  private let guestsOfDomain: [[Int]]
  /// Whether a queue that says nothing of itself may be an unreadable mdev's.
  private let hasHidden: Bool

  init(_ snapshot: HostSnapshot, _ guests: [GuestAnalysis]) {
    queues = snapshot.queues
    hasHidden =
      snapshot.capabilities.status
      && snapshot.mdevs.contains { $0.state != .detached && $0.assigned == nil }
    // A detached mdev owns nothing any more; the kernel has freed its queues.
    self.guests = guests.filter { $0.mdev.state != .detached && $0.mdev.assigned != nil }
    var guestsOfDomain = [[Int]](repeating: [], count: 256)
    for (place, guest) in self.guests.enumerated() {
      for domain in guest.mdev.assigned?.domains ?? [] {
        guestsOfDomain[Int(domain.number)].append(place)
      }
    }
    self.guestsOfDomain = guestsOfDomain
  }

  var ownerships: [QueueOwnership] { queues.map(ownership) }

  private func ownership(of queue: Queue) -> QueueOwnership {
    let claimants = guestsOfDomain[Int(queue.id.domain.number)].filter {
      guests[$0].mdev.assigned?.adapters.contains(queue.id.adapter) ?? false
    }.map { guests[$0] }
    return QueueOwnership(
      queue: queue.id, owner: owner(of: queue, claimants),
      claims: claimants.map(\.mdev.uuid), isInUse: isInUse(queue, claimants))
  }

  private func owner(of queue: Queue, _ claimants: [GuestAnalysis]) -> QueueOwner {
    guard let driver = queue.driver else { return .nobody }
    guard queue.isBoundToVFIO else { return .host(driver: driver) }
    guard let first = claimants.first else {
      let isFree = queue.details?.status.map { $0 == .unassigned } ?? !hasHidden
      return isFree ? .passthrough : .unreadableGuest
    }
    return .guest(uuid: first.mdev.uuid)
  }

  /// The queue's own `status` decides where it was read; else the guest's state does.
  private func isInUse(_ queue: Queue, _ claimants: [GuestAnalysis]) -> Bool? {
    if let status = queue.details?.status { return status == .inUse }
    guard let guest = claimants.first, queue.isBoundToVFIO else { return false }
    guard guest.effective.contains(queue.id) else { return false }
    return guest.mdev.isInUse
  }
}
