import APModel

/// What vfio_ap does when a queue is bound to it or taken from it.
extension FakeKernel {
  /// The mediated device that the queue is assigned to, by its place in the list.
  func owner(_ queue: APQN) -> Int? {
    mdevs.indices.first { mdevs[$0].owns && mdevs[$0].matrix.contains(queue) }
  }

  /// Links a newly bound queue and filters anew, unless the scan's end will.
  mutating func vfioProbe(_ queue: APQN) {
    cards[queue.adapter.index]?.lost.remove(queue.domain)
    cards[queue.adapter.index]?.unusable.remove(queue.domain)
    guard let index = owner(queue), !mdevs[index].isWaitingForScan else { return }
    filterMatrix(index)
  }

  /// Takes a queue out: a guest that has it loses the whole adapter.
  mutating func vfioRemove(_ queue: APQN) {
    let resets = capabilities.contains(.resetsDropped)
    if let index = owner(queue), mdevs[index].shadow.contains(queue) {
      let before = mdevs[index].shadow
      mdevs[index].shadow.adapters.remove(queue.adapter)
      touchMdev(index, before)
      if resets {
        reset(queue.adapter, before.domains.intersection(linked(index, queue.adapter)))
      }
    }
    startResets(queue.adapter, [queue.domain])
    cards[queue.adapter.index]?.vfio.remove(queue.domain)
    cards[queue.adapter.index]?.lost.remove(queue.domain)
    cards[queue.adapter.index]?.unusable.remove(queue.domain)
  }
}
