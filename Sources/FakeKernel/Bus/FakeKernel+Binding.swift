import APModel

/// How devices of the bus get and lose their drivers.
extension FakeKernel {
  /// Whether the bus lets a driver probe a queue: the override decides, else the masks.
  ///
  /// Neither of the two drivers takes a card older than CEX4.
  func accepts(_ driver: QueueDriver, _ queue: APQN) -> Bool {
    guard cards[queue.adapter.index]?.isTooOld != true else { return false }
    if let name = cards[queue.adapter.index]?.overrides[queue.domain] {
      return name == driver.name
    }
    return isReserved(queue) == (driver == .cex4queue)
  }

  /// Tries the loaded drivers in the order of their registration until one takes the queue.
  mutating func attach(_ queue: APQN) {
    for driver in [QueueDriver.cex4queue, .vfio] where bus.drivers.contains(driver.module) {
      if probe(queue, driver) { return }
    }
  }

  /// Lets one driver probe an unbound queue.
  ///
  /// - Returns: whether the driver is bound now.
  mutating func probe(_ queue: APQN, _ driver: QueueDriver) -> Bool {
    guard accepts(driver, queue) else { return false }
    let index = queue.adapter.index
    if driver == .cex4queue, cards[index]?.isBound == false {
      crash = "\(queue) was bound to cex4queue while its card has no driver"
      return false
    }
    if capabilities.contains(.rearmsBindings) { bus.isArmed = true }
    cards[index]?.boundAt[queue.domain] = bus.nextBinding
    bus.nextBinding += 1
    switch driver {
    case .cex4queue:
      cards[index]?.host.insert(queue.domain)
      cards[index]?.offline.remove(queue.domain)
      cards[index]?.uninitiated.remove(queue.domain)
    case .vfio:
      cards[index]?.vfio.insert(queue.domain)
      vfioProbe(queue)
    }
    if !capabilities.contains(.rearmsBindings) { checkBindings() }
    touchQueue(queue)
    sendQueue("bind", queue)
    return true
  }

  /// Takes the driver away from a queue, if it has one.
  mutating func detach(_ queue: APQN) {
    let index = queue.adapter.index
    guard let driver = cards[index]?.driver(of: queue.domain) else { return }
    switch driver {
    case .cex4queue:
      cards[index]?.host.remove(queue.domain)
      cards[index]?.offline.remove(queue.domain)
      cards[index]?.orphans.remove(queue.domain)
      cards[index]?.offlineOrphans.remove(queue.domain)
    case .vfio: vfioRemove(queue)
    }
    cards[index]?.boundAt[queue.domain] = nil
    dropPending(queue)
    cards[index]?.uninitiated.insert(queue.domain)
    touchQueue(queue)
    sendQueue("unbind", queue)
  }

  /// Binds `cex4card` to a card, if the driver is loaded and the card has none.
  mutating func attachCard(_ adapter: AdapterID) {
    guard bus.drivers.contains(.zcrypt), let card = cards[adapter.index], !card.isBound,
      !card.isTooOld
    else { return }
    if capabilities.contains(.rearmsBindings) { bus.isArmed = true }
    if !card.isOnline {
      cards[adapter.index]?.offlineOrphans.formUnion(card.host.subtracting(card.orphans))
    }
    cards[adapter.index]?.orphans = card.host
    cards[adapter.index]?.isBound = true
    cards[adapter.index]?.isOnline = true
    if !capabilities.contains(.rearmsBindings) { checkBindings() }
    effects.changes.cards.insert(adapter)
    sendCard("bind", adapter)
  }

  /// Takes `cex4card` away from a card, if it has it.
  mutating func detachCard(_ adapter: AdapterID) {
    guard cards[adapter.index]?.isBound == true else { return }
    cards[adapter.index]?.isBound = false
    effects.changes.cards.insert(adapter)
    sendCard("unbind", adapter)
  }

  /// The queues with a driver and all queues of the bus.
  var bindings: (bound: Int, all: Int) {
    var bound = 0
    var all = 0
    for case let card? in cards {
      all += card.queues.count
      bound += card.host.count + card.vfio.count
    }
    return (bound, all)
  }

  /// Sends `BINDINGS=complete` if it is due and every queue has a driver.
  mutating func checkBindings() {
    let count = bindings
    guard bus.scans >= 1, count.bound == count.all else { return }
    if capabilities.contains(.rearmsBindings) {
      guard bus.isArmed else { return }
      bus.isArmed = false
    }
    bus.completeCount += 1
    effects.changes.bus = true
    sendRoot([
      Property("BINDINGS", "complete"), Property("COMPLETECOUNT", "\(bus.completeCount)"),
    ])
  }

  /// Notes that the queue, and with it the count of bindings, may read differently.
  mutating func touchQueue(_ queue: APQN) {
    effects.changes.bus = true
    effects.changes.touch(queue.adapter, [queue.domain])
  }
}
