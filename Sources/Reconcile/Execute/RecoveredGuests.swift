import APModel

/// What becomes of the guests of a plan that failed half way: each keeps what it has got, or gets back what it had.
struct RecoveredGuests {
  /// The guests that have all they should have, and keep it.
  private(set) var staying: [GuestTarget] = []
  /// The guests that get back what they had.
  private(set) var returning: [GuestTarget] = []
  /// The guests whose mdevs this run has made, and that did not get all.
  private(set) var removed: [GuestTarget] = []
  /// The guests that are as no step of this run made them, and stay so.
  private(set) var foreign: [GuestTarget] = []

  /// - Parameters:
  ///   - plan: what failed.
  ///   - deeds: what was done of it.
  ///   - facts: the host as it is now.
  init(of plan: Plan, _ deeds: Deeds, _ facts: HostFacts) {
    for guest in plan.target.guests { sort(guest, plan.origin, deeds, facts) }
    // Who got something from a guest that goes back goes back too: else that guest would have lost it.
    while let index = staying.firstIndex(where: isOwed) {
      goBack(staying.remove(at: index), plan.origin, facts)
    }
  }

  /// Leaves guests as they are.
  ///
  /// - Returns: whether there was one to leave.
  mutating func leave(_ isMeant: (GuestTarget) -> Bool) -> Bool {
    guard (staying + returning + removed).contains(where: isMeant) else { return false }
    staying.removeAll(where: isMeant)
    returning.removeAll(where: isMeant)
    removed.removeAll(where: isMeant)
    return true
  }

  private mutating func sort(
    _ guest: GuestTarget, _ origin: PlanOrigin, _ deeds: Deeds, _ facts: HostFacts
  ) {
    guard let outcomes = deeds.outcomes[guest.uuid] else { return }
    let mdev = facts.mdevs[guest.uuid]
    let present = mdev?.matrix
    guard mdev.map({ $0.state == .active && $0.isKnown }) ?? true,
      outcomes.contains(where: { $0 == present })
    else {
      foreign.append(guest)
      return
    }
    guard present != origin.matrices[guest.uuid] else { return }
    if present == guest.matrix { staying.append(guest) } else { goBack(guest, origin, facts) }
  }

  private mutating func goBack(_ guest: GuestTarget, _ origin: PlanOrigin, _ facts: HostFacts) {
    if let before = origin.matrices[guest.uuid] {
      returning.append(GuestTarget(name: guest.name, uuid: guest.uuid, matrix: before))
    } else if facts.mdevs[guest.uuid] != nil {
      removed.append(guest)
    }
  }

  private func isOwed(_ guest: GuestTarget) -> Bool {
    returning.contains { $0.matrix.sharesQueues(with: guest.matrix) }
  }
}
