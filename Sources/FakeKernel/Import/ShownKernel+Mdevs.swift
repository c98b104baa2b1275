import APModel

/// Mediated devices of a host.
extension ShownKernel {
  /// Takes over a mediated device with what its guest has.
  mutating func takeMdev(_ shown: Mdev) {
    var mdev = FakeMdev(
      uuid: shown.uuid, group: shown.group ?? freeGroup, maxAdapter: kernel.hardware.maxAdapter,
      maxDomain: kernel.hardware.maxDomain)
    switch shown.state {
    case .active: mdev.phase = .bound
    case .detached: mdev.phase = .detached
    case .beingRemoved: mdev.phase = .leaving
    }
    mdev.matrix = shown.assigned ?? Matrix()
    mdev.isOpen = shown.state == .beingRemoved || shown.isInUse == true
    change { $0.mdevs.append(mdev) }
    let index = kernel.mdevs.count - 1
    guard shown.state == .active else { return }
    if shown.isInUse == nil, mdev.matrix.queueCount > 0 {
      assume("no queue tells whether mdev \(shown.uuid) is in use; it is taken for stopped")
    }
    takeShadow(index, shown)
  }

  /// Where the kernel shows a guest's matrix whole, that is what the guest has; else the filter tells, less
  /// what the kernel shows to be missing.
  private mutating func takeShadow(_ index: Int, _ shown: Mdev) {
    guard let text = shown.guestMatrix, !text.isCutOff else {
      change {
        $0.filterMatrix(index)
        $0.filterControlDomains(index)
      }
      takePart(index, shown)
      return
    }
    change {
      $0.mdevs[index].shadow.adapters = text.adapters
      $0.mdevs[index].shadow.domains = text.domains
      $0.filterControlDomains(index)
    }
    explainShadow(index)
  }

  /// What is known of a guest's matrix that the kernel does not show whole.
  private mutating func takePart(_ index: Int, _ shown: Mdev) {
    let ruled = kernel.mdevs[index].shadow
    var known = shown.guestMatrix?.completed(by: ruled) ?? ruled
    known.adapters = known.adapters.subtracting(shown.unusedAdapters)
    guard known != ruled else { return }
    change { $0.mdevs[index].shadow = known }
    explainShadow(index)
  }

  /// Finds a past of the last filter that leads to what the guest has.
  ///
  /// Old kernels filter by the end of each queue's last reset; what a reset left out is lost, and what it
  /// let pass is not, whatever the queue's state is now.
  private mutating func explainShadow(_ index: Int) {
    let mdev = kernel.mdevs[index]
    let passable = mdev.matrix.intersection(kernel.vfioConfiguration)
    for adapter in passable.adapters {
      guard let card = kernel.cards[adapter.index] else { continue }
      let isBound = passable.domains.isSubset(of: card.vfio)
      let stopped = card.checkstopped.union(card.deconfigured).intersection(passable.domains)
      switch (mdev.shadow.adapters.contains(adapter), isBound) {
      case (true, true), (false, false): break
      case (true, false):
        assume("mdev \(mdev.uuid) has adapter \(adapter) until the kernel filters it again")
      case (false, true) where !stopped.isEmpty && !kernel.capabilities.contains(.passesUnusable):
        change { $0.cards[adapter.index]?.unusable.formUnion(stopped) }
        assume(
          "the last reset of \(stopped.map { APQN(adapter, $0).description }.joined(separator: ", "))"
            + " found the queue unusable, so that mdev \(mdev.uuid) lacks adapter \(adapter)")
      case (false, true):
        assume(
          "mdev \(mdev.uuid) lacks adapter \(adapter) only until the kernel filters it again")
      }
    }
  }

  private var freeGroup: Int {
    let used = Set(kernel.mdevs.map(\.group))
    return (0...used.count).first { !used.contains($0) } ?? used.count
  }

  /// Gives a device whose matrix is not shown the queues that are assigned and no other device's.
  ///
  /// With two such devices nothing can be told.
  mutating func takeHidden() {
    let hidden = snapshot.mdevs.filter { $0.assigned == nil && $0.state != .detached }
    guard let first = hidden.first, let index = kernel.mdevIndex(first.uuid) else { return }
    guard hidden.count == 1 else {
      for mdev in hidden { noteUnknown(mdev.uuid) }
      return
    }
    var found = Matrix()
    var isUsed = kernel.mdevs[index].isOpen
    for queue in snapshot.queues where queue.isBoundToVFIO && kernel.owner(queue.id) == nil {
      guard let status = queue.details?.status, status != .unassigned else { continue }
      isUsed = isUsed || status == .inUse
      found.adapters.insert(queue.id.adapter)
      found.domains.insert(queue.id.domain)
    }
    change {
      $0.mdevs[index].matrix = found
      $0.mdevs[index].isOpen = isUsed
      if first.state == .active {
        $0.filterMatrix(index)
      } else {
        $0.mdevs[index].shadow = found.intersection($0.vfioConfiguration)
      }
    }
    assume("mdev \(first.uuid) does not tell what it holds; its queues tell, and only they")
  }
}
