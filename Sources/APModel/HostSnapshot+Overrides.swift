/// What the queues' `driver_override` tells of a host.
extension HostSnapshot {
  /// Whether queues are handed over by `driver_override` here, so that masks can't be written.
  ///
  /// An override on a queue tells. So does an assigned queue under masks of all ones: without an
  /// override the kernel would have refused the assignment. The overrides themselves may be gone by
  /// then, they are lost with an adapter that leaves; the kernel goes on to refuse mask writes.
  public var usesOverrides: Bool {
    guard capabilities.driverOverride else { return false }
    if queues.contains(where: { $0.driverOverride != nil }) { return true }
    guard bus.reservesAll else { return false }
    return mdevs.contains { ($0.assigned?.queueCount ?? 0) > 0 }
  }

  /// Whether a queue can have a `driver_override`: masks with a bit cleared exclude them.
  public var allowsOverrides: Bool {
    capabilities.driverOverride && (bus.reservesAll || usesOverrides)
  }

  /// The queues of mdevs that left the host with their `driver_override`, whether they are back or not.
  ///
  /// Under masks of all ones the kernel assigns a queue only while an override has given it to `vfio_ap`.
  /// One that is assigned and has neither has left its override in the kernel's count, most likely so:
  /// the kernel forgets to count down when a queue leaves, and goes on to refuse mask writes.
  public var lostOverrides: [APQN] {
    guard hasOverrides, bus.reservesAll, knowsBindings else { return [] }
    let assigned = mdevs.lazy.filter { $0.state == .active }.compactMap(\.assigned)
    guard assigned.contains(where: { $0.queueCount > 0 }) else { return [] }
    let kept = Set(queues.lazy.filter { $0.isBoundToVFIO || $0.driverOverride != nil }.map(\.id))
    return assigned.flatMap(\.queues).filter { !kept.contains($0) }
  }

  /// Those of `lostOverrides` that are not back; of one that is there somebody may have cleared it.
  public var departedOverrides: [APQN] {
    let present = Set(queues.lazy.map(\.id))
    return lostOverrides.filter { !present.contains($0) }
  }

  /// The assigned queues that the kernel gives to the host's drivers when they return: they left with their
  /// override, and nobody holds what appears.
  public var returningToHost: [APQN] {
    bus.driversAutoprobe == false ? [] : departedOverrides
  }

  /// The queues that are in the matrix of no mdev that could be read.
  public var unassigned: [Queue] {
    let assigned = mdevs.compactMap(\.assigned)
    return queues.filter { queue in !assigned.contains { $0.contains(queue.id) } }
  }

  /// What is to be done before such queues return.
  public static let returnRemedy =
    "have the agent hold what appears (new-queues: hold), or write 0 to /sys/bus/ap/drivers_autoprobe and run"
    + " apmatrix release when all is back"

  /// Whether a host driver has a queue that the masks leave to vfio_ap, which the next mask write gives it to.
  ///
  /// The kernel takes a queue from its driver when a mask changes, and not when an override is cleared.
  public func isOvertaken(_ queue: Queue) -> Bool {
    queue.driver == DriverName.hostQueue && queue.driverOverride == nil
      && bus.reservesByMasks(queue.id) == false
  }

  /// Whether a host driver has a queue whose override names another one, which gets it at the next probe.
  public func isPromised(_ queue: Queue) -> Bool {
    guard queue.driver == DriverName.hostQueue, let name = queue.driverOverride else {
      return false
    }
    return name != DriverName.hostQueue
  }

  /// The queues whose `driver_override` could not be read: nothing is known of their next probe.
  public var unreadOverrides: Set<APQN> {
    Set(
      problems.lazy.filter { $0.path.hasSuffix("/driver_override") }.compactMap {
        $0.path.split(separator: "/").dropLast().last.flatMap { APQN(name: $0) }
      })
  }
}
