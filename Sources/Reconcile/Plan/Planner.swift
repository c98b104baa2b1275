public import APModel

/// Finds the way from a host to a target, or says why there is none.
///
/// Pure: the same snapshot and target give the same plan, and nothing is read or written.
public enum Planner {
  /// Plans.
  ///
  /// - Parameters:
  ///   - snapshot: the host, read with full depth: queues that were not asked for their requests
  ///     count as used by the host.
  ///   - target: what should be.
  ///   - insists: plans also where an old kernel's mdevs could not be read safely afterwards.
  /// - Returns: a whole plan, or every obstacle; never a part of a plan.
  public static func plan(
    from snapshot: HostSnapshot, to target: Target, insists: Bool = false
  ) -> Planning {
    let facts = HostFacts(snapshot)
    let obstacles = TargetChecker.obstacles(facts, target)
    guard obstacles.isEmpty, let masks = facts.masks else { return .unreachable(obstacles) }
    let goal = target.offered(by: facts)
    var builder = PlanBuilder(facts, goal, masks)
    builder.build()
    if !insists { builder.checkReadability() }
    guard builder.obstacles.isEmpty else { return .unreachable(builder.obstacles) }
    return .plan(
      Plan(
        steps: builder.steps, consents: builder.consents.all,
        waits: HardwareWait.all(target.guests, facts), delays: builder.delays, target: goal,
        wanted: target, origin: PlanOrigin(facts, masks), hardware: facts.hardware))
  }
}
