import APModel

/// The overrides that a failed run has cleared to go over to masks, and that the kernel takes again: as long as no
/// mask has changed, each is what it was with one write, and no queue moves.
struct RestoredOverrides {
  /// The writes, queue by queue.
  private(set) var steps: [PlanStep] = []
  /// The host as it is after them.
  private(set) var snapshot: HostSnapshot
  /// What of the run is to be taken back then.
  private(set) var deeds: Deeds

  /// - Parameters:
  ///   - snapshot: the host as it is now.
  ///   - plan: what failed.
  ///   - deeds: what was done of it.
  init(_ snapshot: HostSnapshot, _ plan: Plan, _ deeds: Deeds) {
    (self.snapshot, self.deeds) = (snapshot, deeds)
    let (origin, bus) = (plan.origin, snapshot.bus)
    guard plan.target.ownership == .masks, bus.adapterMask == origin.masks.adapters,
      bus.domainMask == origin.masks.domains
    else { return }
    for (place, queue) in snapshot.queues.enumerated()
    where queue.driverOverride == nil && deeds.queues.contains(queue.id) {
      guard let driver = origin.overrides[queue.id] else { continue }
      steps.append(
        PlanStep(
          number: 0, phase: .prepare, operation: .override(queue.id, driver: driver),
          reason: "its driver_override was so before", effects: [],
          preconditions: [.masks(origin.masks)]))
      self.snapshot.queues[place].driverOverride = driver
      self.deeds.restored(queue.id)
    }
  }
}
