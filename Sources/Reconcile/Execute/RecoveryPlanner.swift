import APModel

/// Finds the plan that takes back what a failed one did.
enum RecoveryPlanner {
  /// Plans the way back.
  ///
  /// - Returns: the plan, and what it leaves as it is, with the reasons; no plan if there is no way.
  static func find(
    from snapshot: HostSnapshot, _ plan: Plan, _ deeds: Deeds
  ) -> (plan: Plan?, left: [String]) {
    let restored = RestoredOverrides(snapshot, plan, deeds)
    let facts = HostFacts(restored.snapshot)
    var recovery = RecoveryTarget(for: plan, restored.deeds, facts)
    while true {
      let target = recovery.target(masks: facts.masks ?? plan.origin.masks)
      let planning = Planner.plan(from: restored.snapshot, to: target, insists: true)
      guard let way = planning.plan else {
        if recovery.giveUp(planning.obstacles) { continue }
        return (only(restored), planning.obstacles.map(\.description))
      }
      let taken = way.consents.filter { !plan.origin.lacked($0, plan.target.guests) }
      if taken.isEmpty { return (way.preceded(by: restored.steps), recovery.left) }
      guard recovery.giveUp(taken) else { return (only(restored), taken.map(\.text)) }
    }
  }

  /// The way back where nothing else can be taken back; nil if that leaves nothing.
  private static func only(_ restored: RestoredOverrides) -> Plan? {
    guard !restored.steps.isEmpty else { return nil }
    let nothing = Target(ownership: .driverOverride, reservation: .asNeeded, guests: [])
    return Planner.plan(from: restored.snapshot, to: nothing, insists: true).plan?
      .preceded(by: restored.steps)
  }
}
