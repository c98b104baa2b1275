import APModel

/// The phase in which queues get their driver.
extension PlanBuilder {
  /// The queues with a device that the target's guests need.
  var neededQueues: QueueSet {
    let existing = bindings.existing
    let matrices = target.guests.map(\.matrix) + target.prepared
    return matrices.reduce(heldForOthers.union(exposedOfOthers)) {
      $0.union(existing.intersection($1))
    }
    .subtracting(target.left)
  }

  /// Binds what the masks give to vfio_ap and vfio_ap does not have, then waits for all of it.
  ///
  /// - Parameter moved: the queues that mask writes have just taken from host drivers.
  mutating func bindNeeded(_ moved: QueueSet) {
    let needed = neededQueues
    let leftover = needed.intersection(bindings.host)
    for queue in leftover.queues { unbind(queue) }
    let unbound = needed.union(abandoned).intersection(bindings.unbound).union(leftover)
    for queue in unbound.queues { probe(queue) }
    awaitBinding(moved.intersection(needed), probed: unbound)
  }

  /// The queues that a failed plan has left without a driver and that are vfio_ap's.
  private var abandoned: QueueSet {
    let queues = target.wayBack?.queues ?? QueueSet()
    return queues.subtracting(queues.intersection(masks.matrix))
  }

  /// Waits for queues that writes have moved, and for those that were probed.
  mutating func awaitBinding(_ moved: QueueSet, probed: QueueSet) {
    let awaited = moved.union(probed)
    guard !awaited.isEmpty else { return }
    bindings.giveToVFIO(probed)
    let effects = filterAfterBinding(probed)
    add(
      .bind, .awaitBinding(awaited), "guests get queues only once vfio_ap has them",
      effects: effects)
  }

  /// Takes a queue from the driver that it kept although the masks give it to vfio_ap.
  private mutating func unbind(_ queue: APQN) {
    var conditions: [Precondition] = [
      .driver(queue, DriverName.hostQueue), .promised(queue, driver: DriverName.vfioAP),
    ]
    let single = QueueSet([queue])
    var effects: [Effect] = [.hostLoses(single)]
    takeFromHost(single, &conditions, &effects)
    add(
      .bind, .unbind(queue, driver: DriverName.hostQueue),
      "\(queue) kept its driver although it is vfio_ap's", effects: effects,
      preconditions: conditions)
    bindings.release(single)
  }

  /// Lets vfio_ap have a queue that no driver has.
  mutating func probe(_ queue: APQN) {
    add(
      .bind, .probe(queue, driver: DriverName.vfioAP),
      "\(queue) has no driver and vfio_ap should have it",
      preconditions: [.driver(queue, nil), .promised(queue, driver: DriverName.vfioAP)])
  }
}
