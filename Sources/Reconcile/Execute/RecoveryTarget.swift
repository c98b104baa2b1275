import APModel

/// What a host should be after a plan failed half way: no worse than before, no less than was done.
///
/// Only what steps of the run did is taken back, and only where the host still shows it; what stands
/// in the way of one object leaves that object as it is.
struct RecoveryTarget {
  /// How far masks and overrides are taken back.
  private enum Reach {
    case all
    /// As far as no mdev has to step aside.
    case unopposed
    case nothing
  }

  /// What is not taken back although this run did it, each with its reason.
  private(set) var left: [String] = []
  private let plan: Plan
  private let deeds: Deeds
  private let facts: HostFacts
  private var reach = Reach.all
  private var guests: RecoveredGuests

  /// - Parameters:
  ///   - plan: what failed.
  ///   - deeds: what was done of it.
  ///   - facts: the host as it is now.
  init(for plan: Plan, _ deeds: Deeds, _ facts: HostFacts) {
    self.plan = plan
    self.deeds = deeds
    self.facts = facts
    guests = RecoveredGuests(of: plan, deeds, facts)
    left = guests.foreign.map { "\($0.label): somebody else has changed it meanwhile" }
  }

  /// The target, less what was given up.
  func target(masks: Masks) -> Target {
    var target = Target(
      ownership: ownership(masks), reservation: .derive, guests: guests.staying + guests.returning,
      removals: Set(guests.removed.map(\.uuid)))
    target.kept = kept
    // The kernel takes overrides beside masks of its own parameters, and no other masks.
    if target.ownership == .driverOverride, facts.mixesOwnership { target.reservation = .asNeeded }
    // Whoever holds a queue whose override this run has cleared needs it again, and so does a guest whose mdev
    // is made later.
    if target.ownership == .driverOverride, plan.target.ownership == .masks {
      let ours = facts.bindings.vfio.union(plan.origin.promised)
      let cleared = deeds.queues.intersection(ours).queues
      target.prepared = facts.sortedMdevs.map(\.matrix) + cleared.map { Matrix($0) }
    }
    if target.ownership == .masks {
      let masks = undone(masks, target)
      target.reservation = .masks(adapters: masks.adapters, domains: masks.domains)
    }
    target.wayBack = Target.WayBack(
      queues: reach == .nothing ? QueueSet() : deeds.queues.union(orphans),
      had: Dictionary(
        guests.staying.map { ($0.uuid, facts.mdevs[$0.uuid]?.effective ?? Matrix()) }
          + guests.returning.map { ($0.uuid, plan.origin.effective[$0.uuid] ?? Matrix()) }
      ) { first, _ in first })
    return target
  }

  /// Leaves as it is what stands in the way.
  ///
  /// - Returns: whether something was left; else there is no way at all.
  mutating func giveUp(_ obstacles: [Obstacle]) -> Bool {
    var hasLeft = false
    for obstacle in obstacles where obstacle.rule != .maskVeto {
      hasLeft =
        leave(obstacle.description) { [facts] guest in
          obstacle.object == guest.label || obstacle.object == facts.mdevs[guest.uuid]?.label
        } || hasLeft
    }
    return hasLeft || reachLess(obstacles.map(\.description))
  }

  /// Leaves as it is what only consent would take.
  mutating func giveUp(_ consents: [Consent]) -> Bool {
    var hasLeft = false
    for consent in consents {
      switch consent {
      case .runningGuest(let name, _), .guestControl(let name, _):
        hasLeft = leave(consent.text) { $0.name == name } || hasLeft
      case .host(let queues, _), .exposure(let queues):
        guard reach == .nothing else { continue }
        hasLeft =
          leave(consent.text) { !queues.intersection($0.matrix).isEmpty } || hasLeft
      }
    }
    return hasLeft || reachLess(consents.map(\.text))
  }

  private mutating func leave(_ reason: String, _ isMeant: (GuestTarget) -> Bool) -> Bool {
    guard guests.leave(isMeant) else { return false }
    note(reason)
    return true
  }

  private mutating func reachLess(_ reasons: [String]) -> Bool {
    switch reach {
    case .all: reach = .unopposed
    case .unopposed:
      reach = .nothing
      reasons.forEach { note($0) }
    case .nothing: return false
    }
    return true
  }

  private mutating func note(_ reason: String) {
    if !left.contains(reason) { left.append(reason) }
  }

  /// A change of the way in which queues are handed over goes back as far as masks allow.
  private func ownership(_ masks: Masks) -> Ownership {
    switch plan.target.ownership {
    case .masks where facts.mixesOwnership && masks == plan.origin.masks: .driverOverride
    case .masks where !plan.origin.overrides.isEmpty && masks == .full: .driverOverride
    case .driverOverride where plan.origin.masks != .full: .masks
    default: plan.target.ownership
    }
  }

  /// The queues that vfio_ap had before and no driver has now: the masks reserve them since, and no driver of the
  /// host's is loaded.
  private var orphans: QueueSet {
    let lost = plan.origin.vfioQueues.intersection(facts.bindings.unbound)
    guard let masks = facts.masks else { return QueueSet() }
    return lost.intersection(masks.matrix).subtracting(lost.intersection(plan.origin.masks.matrix))
  }

  /// What the failed plan was to leave with vfio_ap, as far as it was there before.
  private var kept: [Matrix] {
    guard plan.target.ownership == .masks else { return plan.target.kept }
    return plan.target.kept.filter { !plan.origin.masks.reserveAny(of: $0) }
  }

  /// The masks as they are, less what this run changed and nobody needs so.
  private func undone(_ masks: Masks, _ target: Target) -> Masks {
    guard reach != .nothing else { return masks }
    let named = Set(target.guests.map(\.uuid)).union(target.removals)
    let others = facts.sortedMdevs.filter { !named.contains($0.uuid) }.map(\.matrix)
    var (start, limit) = deeds.undone(masks)
    if reach == .unopposed {
      for held in facts.sortedMdevs.map(\.matrix) where held.queueCount > 0 {
        limit.adapters.subtract(held.adapters.subtracting(start.adapters))
        limit.domains.subtract(held.domains.subtracting(start.domains))
      }
    }
    return MaskDerivation(
      current: start, needs: target.guests.map(\.matrix) + others + kept,
      existing: facts.bindings.existing, frozen: Masks(adapters: [], domains: [])
    ).restored(within: limit)
  }
}
