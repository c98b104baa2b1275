import APModel

/// Finds the plan that takes back what a failed one did.
enum RecoveryPlanner {
  /// Plans the way back.
  ///
  /// - Returns: the plan, and what it leaves as it is, with the reasons; no plan if there is no way.
  static func find(
    from snapshot: HostSnapshot, _ plan: Plan, _ deeds: Deeds
  ) -> (plan: Plan?, left: [String]) {
    let facts = HostFacts(snapshot)
    var recovery = RecoveryTarget(for: plan, deeds, facts)
    while true {
      let target = recovery.target(masks: facts.masks ?? plan.origin.masks)
      let planning = Planner.plan(from: snapshot, to: target, insists: true)
      guard let way = planning.plan else {
        if recovery.giveUp(planning.obstacles) { continue }
        return (nil, planning.obstacles.map(\.description))
      }
      let taken = way.consents.filter { !plan.origin.lacked($0, plan.target.guests) }
      if taken.isEmpty { return (way, recovery.left) }
      guard recovery.giveUp(taken) else { return (nil, taken.map(\.text)) }
    }
  }
}
