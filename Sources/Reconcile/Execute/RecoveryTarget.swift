import APModel

/// What a host should be after a plan failed half way: no worse than before, no less than was done.
enum RecoveryTarget {
  /// Guests that have all they should have keep it; all others get back what they had, and the host
  /// gets back what nobody needs after all.
  ///
  /// Who got something from a guest that goes back goes back too: else that guest would have lost it.
  static func target(for plan: Plan, now snapshot: HostSnapshot) -> Target {
    let present = Dictionary(
      snapshot.mdevs.map { ($0.uuid, $0.assigned) }, uniquingKeysWith: { first, _ in first })
    var target = Target(ownership: plan.target.ownership)
    let (completed, others) = outcome(of: plan) { present[$0.uuid] == .some($0.matrix) }
    target.guests = completed
    for var guest in others {
      if let before = plan.origin.matrices[guest.uuid] {
        guest.matrix = before
        target.guests.append(guest)
      } else if present[guest.uuid] != nil {
        target.removals.insert(guest.uuid)
      }
    }
    target.reservation = reservation(plan, target, snapshot)
    return target
  }

  /// The guests that stay as planned, and those that go back.
  private static func outcome(
    of plan: Plan, isComplete: (GuestTarget) -> Bool
  ) -> (completed: [GuestTarget], others: [GuestTarget]) {
    var completed = plan.target.guests.filter(isComplete)
    var others = plan.target.guests.filter { !isComplete($0) }
    while true {
      let returning = others.compactMap { plan.origin.matrices[$0.uuid] }
      let split = completed.partition { guest in
        returning.contains { $0.sharesQueues(with: guest.matrix) }
      }
      guard split < completed.count else { return (completed, others) }
      others += completed[split...]
      completed.removeSubrange(split...)
    }
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
