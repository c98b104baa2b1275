import APModel

/// The filter from what is assigned to what a guest gets, and the resets that follow from it.
extension FakeKernel {
  /// The queues of an adapter that a filter lets pass: bound to vfio_ap, last reset without fault.
  private func passable(_ adapter: AdapterID) -> DomainSet {
    guard let card = cards[adapter.index] else { return [] }
    let passable = card.vfio.subtracting(card.lost)
    return capabilities.contains(.passesUnusable) ? passable : passable.subtracting(card.unusable)
  }

  /// Computes the shadow's adapters and domains anew from everything that is assigned.
  ///
  /// An adapter with one queue that does not pass is dropped whole; a domain never is.
  mutating func filterMatrix(_ index: Int) {
    let before = mdevs[index].shadow
    let matrix = mdevs[index].matrix
    var adapters = matrix.adapters.intersection(vfioConfiguration.adapters)
    let domains = matrix.domains.intersection(vfioConfiguration.domains)
    var dropped: AdapterSet = []
    for adapter in adapters where !domains.isSubset(of: passable(adapter)) {
      adapters.remove(adapter)
      if before.adapters.contains(adapter) { dropped.insert(adapter) }
    }
    guard adapters != before.adapters || domains != before.domains else { return }
    mdevs[index].shadow.adapters = adapters
    mdevs[index].shadow.domains = domains
    touchMdev(index, before)
    guard capabilities.contains(.resetsDropped) else { return }
    for adapter in dropped { reset(adapter, domains.intersection(linked(index, adapter))) }
  }

  /// Computes the shadow's control domains anew.
  mutating func filterControlDomains(_ index: Int) {
    mdevs[index].shadow.controlDomains =
      mdevs[index].matrix.controlDomains.intersection(vfioConfiguration.controlDomains)
  }

  /// The domains of an adapter whose queues are linked to the mediated device.
  func linked(_ index: Int, _ adapter: AdapterID) -> DomainSet {
    guard mdevs[index].owns, mdevs[index].matrix.adapters.contains(adapter),
      let card = cards[adapter.index]
    else { return [] }
    return card.vfio.intersection(mdevs[index].matrix.domains)
  }

  /// Resets queues that are bound to vfio_ap and keeps what each reset came to.
  mutating func reset(_ adapter: AdapterID, _ domains: DomainSet) {
    guard !domains.isEmpty, cards[adapter.index] != nil else { return }
    let lost = hardware.unavailable(adapter, of: domains)
    let machine = hardware.adapters[adapter]
    var unusable = domains.subtracting(lost)
    if let machine, machine.isConfigured, !machine.isCheckstopped {
      unusable.formIntersection(machine.checkstoppedQueues.union(machine.deconfiguredQueues))
    }
    startResets(adapter, domains)
    cards[adapter.index]?.lost.subtract(domains)
    cards[adapter.index]?.lost.formUnion(lost)
    cards[adapter.index]?.unusable.subtract(domains)
    cards[adapter.index]?.unusable.formUnion(unusable)
  }

  /// Resets every queue that is linked to the mediated device.
  mutating func resetAll(_ index: Int) {
    for adapter in mdevs[index].matrix.adapters { reset(adapter, linked(index, adapter)) }
  }

  /// Notes that the mediated device, and the state of its queues, may read differently.
  ///
  /// - Parameter other: a matrix whose queues may have belonged to it before.
  mutating func touchMdev(_ index: Int, _ other: Matrix) {
    effects.changes.mdevs.insert(mdevs[index].uuid)
    let matrix = mdevs[index].matrix
    let adapters = matrix.adapters.union(other.adapters)
    let domains = matrix.domains.union(other.domains)
    for adapter in adapters {
      guard let card = cards[adapter.index] else { continue }
      effects.changes.touchStatus(adapter, card.vfio.intersection(domains))
    }
  }
}
