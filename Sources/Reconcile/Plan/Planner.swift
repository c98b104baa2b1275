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
    var builder = builder(facts, target, masks)
    if !insists { builder.checkReadability() }
    guard builder.obstacles.isEmpty else { return .unreachable(builder.obstacles) }
    return .plan(plan(builder, masks, HardwareWait.all(target.awaiting, facts), wanted: target))
  }

  /// Builds the steps; where masks can't be written before a restart, a declared host is kept by
  /// overrides until then.
  private static func builder(_ facts: HostFacts, _ target: Target, _ masks: Masks) -> PlanBuilder {
    var builder = PlanBuilder(facts, target.offered(by: facts), masks)
    builder.build()
    guard builder.isBarredFromMasks, target.changesOwnership else { return builder }
    var meanwhile = target
    meanwhile.ownership = .driverOverride
    builder = PlanBuilder(facts, meanwhile.offered(by: facts), masks)
    builder.isMeanwhile = true
    builder.build()
    builder.putOffMasks()
    return builder
  }

  /// Plans to bind what no driver has to whom it belongs, and nothing else; every way out of a hold of
  /// new queues begins so.
  ///
  /// - Parameters:
  ///   - snapshot: the host, read for planning.
  ///   - declared: what guests are to have beside what mdevs hold.
  ///   - leaving: queues and cards that stay without a driver.
  ///   - givesBack: whether the kernel is to bind what appears from then on.
  /// - Returns: nil if the host could not be read well enough.
  public static func binding(
    unboundOf snapshot: HostSnapshot, declared: [Matrix],
    leaving: (queues: QueueSet, cards: AdapterSet) = (QueueSet(), AdapterSet()), givesBack: Bool
  ) -> Plan? {
    let facts = HostFacts(snapshot)
    guard !facts.isTorn, let masks = facts.masks else { return nil }
    var target = Target(ownership: masks == .full ? .driverOverride : .masks)
    target.prepared = declared
    target.kept = declared
    target.left = leaving.queues
    target.leftCards = leaving.cards
    var builder = PlanBuilder(facts, target, masks)
    builder.bindUnbound(givesBack: givesBack)
    // Planned anew for other hardware it is nothing: what has appeared meanwhile is looked at again.
    return plan(builder, masks, [], wanted: Target(ownership: target.ownership))
  }

  private static func plan(
    _ builder: PlanBuilder, _ masks: Masks, _ waits: [HardwareWait], wanted: Target
  ) -> Plan {
    Plan(
      steps: builder.steps, consents: builder.consents.all, waits: waits, delays: builder.delays,
      target: builder.target, wanted: wanted, origin: PlanOrigin(builder.facts, masks),
      hardware: builder.facts.hardware)
  }
}
