import APModel

/// How devices of the bus come and go.
extension FakeKernel {
  /// Makes a card device and lets its driver bind.
  mutating func addCard(
    _ adapter: AdapterID, _ machine: HardwareAdapter, _ answer: QueueAnswer
  ) {
    cards[adapter.index] = CardState(
      type: machine.type, mode: machine.mode, created: takePlace(),
      isConfigured: answer != .deconfigured, isCheckstopped: answer == .checkstopped)
    effects.changes.cards.insert(adapter)
    sendCard("add", adapter)
    if bus.probesAutomatically { attachCard(adapter) }
  }

  /// Removes a card's queue devices in the order in which they were made, then the card device.
  mutating func removeCard(_ adapter: AdapterID) {
    guard let card = cards[adapter.index] else { return }
    for domain in card.inOrder(card.queues) { removeQueue(APQN(adapter, domain)) }
    detachCard(adapter)
    effects.changes.cards.insert(adapter)
    sendCard("remove", adapter)
    cards[adapter.index] = nil
  }

  /// Makes a queue device and lets a driver bind.
  mutating func addQueue(_ queue: APQN, _ answer: QueueAnswer) {
    let index = queue.adapter.index
    let place = takePlace()
    cards[index]?.queues.insert(queue.domain)
    cards[index]?.places[queue.domain] = place
    cards[index]?.deconfigured.set(queue.domain, to: answer == .deconfigured)
    cards[index]?.checkstopped.set(queue.domain, to: answer == .checkstopped)
    let starts = capabilities.contains(.startsNewQueues) && answer == .normal
    cards[index]?.uninitiated.set(queue.domain, to: !starts)
    touchQueue(queue)
    sendQueue("add", queue)
    if bus.probesAutomatically { attach(queue) }
  }

  /// Removes a queue device; its override goes with it, but stays counted.
  mutating func removeQueue(_ queue: APQN) {
    let index = queue.adapter.index
    detach(queue)
    sendQueue("remove", queue)
    cards[index]?.queues.remove(queue.domain)
    cards[index]?.deconfigured.remove(queue.domain)
    cards[index]?.checkstopped.remove(queue.domain)
    cards[index]?.uninitiated.remove(queue.domain)
    cards[index]?.overridden.remove(queue.domain)
    cards[index]?.overrides[queue.domain] = nil
    cards[index]?.places[queue.domain] = nil
    cards[index]?.requests[queue.domain] = nil
    cards[index]?.resetting.remove(queue.domain)
    touchQueue(queue)
  }

  private mutating func takePlace() -> Int {
    bus.nextPlace += 1
    return bus.nextPlace
  }
}
