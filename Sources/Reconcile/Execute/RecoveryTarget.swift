import APModel

/// What a host should be after a plan failed half way: no worse than before, no less than was done.
enum RecoveryTarget {
  /// Guests that have all they should have keep it; all others get back what they had, and the host
  /// gets back what nobody needs after all.
  static func target(for plan: Plan, now snapshot: HostSnapshot) -> Target {
    let present = Dictionary(
      snapshot.mdevs.map { ($0.uuid, $0.assigned) }, uniquingKeysWith: { first, _ in first })
    var completed: [GuestTarget] = []
    var others: [GuestTarget] = []
    for guest in plan.target.guests {
      if present[guest.uuid] == .some(guest.matrix) {
        completed.append(guest)
      } else {
        others.append(guest)
      }
    }
    var target = Target(ownership: plan.target.ownership)
    target.guests = completed
    for guest in others {
      guard let before = plan.origin.matrices[guest.uuid] else {
        if present[guest.uuid] != nil { target.removals.insert(guest.uuid) }
        continue
      }
      let isTaken = completed.contains { $0.matrix.sharesQueues(with: before) }
      var guest = guest
      guest.matrix = isTaken ? before.intersection(guest.matrix) : before
      target.guests.append(guest)
    }
    target.reservation = reservation(plan, target, snapshot)
    return target
  }

  private static func reservation(
    _ plan: Plan, _ target: Target, _ snapshot: HostSnapshot
  ) -> HostReservation {
    guard plan.target.ownership == .masks else { return .derive }
    let named = Set(target.guests.map(\.uuid)).union(target.removals)
    let needs =
      target.guests.map(\.matrix)
      + snapshot.mdevs.filter { !named.contains($0.uuid) }.compactMap(\.assigned)
    let masks = MaskDerivation(
      current: plan.origin.masks, needs: needs, existing: QueueSet(snapshot.queues.map(\.id)),
      frozen: Masks(adapters: [], domains: [])
    ).asNeeded
    return .masks(adapters: masks.adapters, domains: masks.domains)
  }
}
