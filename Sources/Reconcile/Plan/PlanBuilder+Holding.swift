import APModel

/// What appears on the bus is held for its owner, or goes to whom the kernel gives it.
extension PlanBuilder {
  /// Holds what appears once all else is done, or stops to hold it.
  ///
  /// Only a host that is as it should be is one on which every queue that appears has an owner.
  mutating func decideOnNewQueues() {
    guard let isProbed = facts.bus.driversAutoprobe else { return }
    switch target.newQueues {
    case .hold where isProbed && steps.isEmpty && canHold:
      add(
        .prepare, .autoprobe(false),
        "a queue that appears is held until it is given to its owner, so that no guest's meets a"
          + " driver of the host")
    // While masks are put off, overrides go on to need it.
    case .probe where !isProbed && !isMeanwhile:
      // Masks that the kernel refuses must not end it in vain.
      let last = target.ownership == .masks ? PlanStep.Phase.reserve : .prepare
      insert(last, .autoprobe(true), "queues that appear are not held any more")
    case .hold, .probe, nil: return
    }
  }

  /// Whether everything is there that gives a queue to its owner by an override.
  private var canHold: Bool {
    target.ownership == .driverOverride && facts.hasOverrides && masks == .full
      && facts.hasVFIO && facts.hasHostDriver && facts.hasCardDriver
  }

  /// The queues without a driver of mdevs that nobody declared, and of guests that are left alone for
  /// now: where the kernel gives a queue to nobody, they would never have it.
  var heldForOthers: QueueSet {
    guard target.newQueues == .hold, target.ownership == .driverOverride else { return QueueSet() }
    let queues = (undeclared.map(\.matrix) + target.declared).reduce(QueueSet()) {
      $0.union(bindings.unbound.intersection($1))
    }
    return target.rested.reduce(queues) { $0.subtracting(QueueSet($1)) }
  }

  /// The queues of a driver of the host that mdevs hold and keep.
  ///
  /// Whoever sends the next request there uses the guest's keys, so that only one that is under way is waited for.
  var exposedOfOwners: QueueSet {
    guard target.ownership == .driverOverride, !facts.exposed.isEmpty else { return QueueSet() }
    return facts.sortedMdevs.filter { persists($0.uuid) }.reduce(QueueSet()) { queues, mdev in
      let kept = wanted(mdev.uuid).map(mdev.matrix.intersection) ?? mdev.matrix
      return queues.union(facts.exposed.intersection(kept))
    }
  }

  /// The queues of mdevs that nobody declared, and that stay, which a driver of the host has: programs of the host
  /// can use their guests' keys.
  var exposedOfOthers: QueueSet {
    guard target.reservation != .asNeeded, target.ownership == .driverOverride else {
      return QueueSet()
    }
    let queues = undeclared.reduce(QueueSet()) { $0.union(facts.exposed.intersection($1.matrix)) }
    return (target.rested + target.kept).reduce(queues) { $0.subtracting(QueueSet($1)) }
  }

  /// Gives each queue that has no driver to its owner, cards first, and changes nothing else.
  ///
  /// - Parameter givesBack: whether the kernel is to bind what appears from then on.
  mutating func bindUnbound(givesBack: Bool) {
    // First, so that nothing appears behind the last step.
    if givesBack, facts.bus.driversAutoprobe == false {
      add(.prepare, .autoprobe(true), "the kernel binds what appears again")
    }
    for adapter in facts.bare { _ = letCardBeBound(adapter) }
    let unbound = bindings.unbound.subtracting(target.left)
    let guests = needs.reduce(unbound.intersection(promised)) {
      $0.union(unbound.intersection($1))
    }
    for queue in guests.queues { bindForGuest(queue) }
    bindForHost(unbound.subtracting(guests))
  }

  private mutating func bindForGuest(_ queue: APQN) {
    guard facts.hasVFIO else { return }
    if masks == .full {
      if facts.capabilities.driverOverride { handOver(queue) }
    } else if comesBack(queue) {
      probe(queue)
    }
  }

  private mutating func bindForHost(_ queues: QueueSet) {
    let mayBeClaimed = facts.sortedMdevs.contains { !$0.isKnown }
    guard facts.hasHostDriver, !mayBeClaimed else { return }
    let isHosts = { [facts] queue in
      facts.overrides[queue].map { $0 == DriverName.hostQueue } ?? true
    }
    for queue in released(queues.intersection(masks.matrix)).queues
    where isHosts(queue) && mayHost(queue) {
      hostUnbound(queue, "\(queue) is the host's and has no driver", [.masks(masks)])
    }
  }
}
