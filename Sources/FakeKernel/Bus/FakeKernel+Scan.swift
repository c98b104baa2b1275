import APModel

/// The scan of the bus, in the kernel's order.
extension FakeKernel {
  /// Scans the bus once.
  mutating func scan() {
    let old = bus.configuration
    let new = hardware.configuration
    let isTold = hardware.hasQCI && new != old
    bus.configuration = new
    effects.changes.bus = true
    if isTold {
      let grew =
        !new.adapters.isSubset(of: old.adapters) || !new.domains.isSubset(of: old.domains)
      if capabilities.contains(.rearmsBindings), grew { bus.isArmed = true }
      if bus.drivers.contains(.vfio) { configurationChanged(from: old, to: new) }
    }
    selectDomain()
    for adapter in known() where adapter <= hardware.maxAdapter { scanAdapter(adapter) }
    if isTold, bus.drivers.contains(.vfio) { scanCompleted() }
    bus.scans &+= 1
    if bus.scans == 1 { sendRoot([Property("INITSCAN", "done")]) }
    if bus.scans == 1 || capabilities.contains(.rearmsBindings) { checkBindings() }
  }

  /// The adapters of the configuration and those that have a card device.
  private func known() -> AdapterSet {
    var result = bus.configuration.adapters
    for number in cards.indices where cards[number] != nil {
      result.insert(AdapterID(UInt8(number)))
    }
    return result
  }

  /// The usage domains that the bus looks at: those up to the machine's highest.
  private var usageDomains: DomainSet {
    bus.configuration.domains.intersection(.through(hardware.maxDomain))
  }

  /// Picks the default domain, if there is none: the first that has a usable host queue.
  private mutating func selectDomain() {
    guard bus.defaultDomain < 0 else { return }
    let usable = bus.configuration.adapters.intersection(bus.apmask)
      .intersection(.through(hardware.maxAdapter))
    for domain in usageDomains.intersection(bus.aqmask) {
      guard usable.contains(where: { hardware.answer(APQN($0, domain)) == .normal }) else {
        continue
      }
      bus.defaultDomain = Int32(domain.number)
      return
    }
  }

  private mutating func scanAdapter(_ adapter: AdapterID) {
    guard bus.configuration.adapters.contains(adapter), let machine = hardware.adapters[adapter],
      let answer = firstAnswer(adapter)
    else {
      removeCard(adapter)
      return
    }
    if let card = cards[adapter.index] {
      if card.type != machine.type || card.mode != machine.mode {
        removeCard(adapter)
      } else {
        updateCard(adapter, answer)
      }
    }
    if cards[adapter.index] == nil { addCard(adapter, machine, answer) }
    scanDomains(adapter)
  }

  /// What the lowest usage domain that answers on the adapter says; nil if none does.
  private func firstAnswer(_ adapter: AdapterID) -> QueueAnswer? {
    let domains = usageDomains
    let answering = domains.subtracting(hardware.unavailable(adapter, of: domains))
    return answering.first.map { hardware.answer(APQN(adapter, $0)) }
  }

  private mutating func updateCard(_ adapter: AdapterID, _ answer: QueueAnswer) {
    guard let card = cards[adapter.index] else { return }
    let isCheckstopped = answer == .checkstopped
    let isConfigured = answer != .deconfigured
    guard card.isCheckstopped != isCheckstopped || card.isConfigured != isConfigured else {
      return
    }
    cards[adapter.index]?.isCheckstopped = isCheckstopped
    cards[adapter.index]?.isConfigured = isConfigured
    effects.changes.cards.insert(adapter)
    if card.isConfigured != isConfigured {
      sendCard("change", adapter, [Property("CONFIG", isConfigured ? "1" : "0")])
    }
  }

  /// Walks the domains that differ between the hardware and the queue devices, ascending.
  private mutating func scanDomains(_ adapter: AdapterID) {
    guard let card = cards[adapter.index], let machine = hardware.adapters[adapter] else { return }
    let domains = usageDomains
    let answering = domains.subtracting(hardware.unavailable(adapter, of: domains))
    let off = machine.isConfigured ? machine.deconfiguredQueues : answering
    let deconfigured = answering.intersection(off)
    let stopped = machine.isCheckstopped ? answering : machine.checkstoppedQueues
    let checkstopped = answering.intersection(stopped).subtracting(deconfigured)
    let differing = card.queues.symmetricDifference(answering)
      .union(card.checkstopped.symmetricDifference(checkstopped))
      .union(card.deconfigured.symmetricDifference(deconfigured))
    for domain in differing {
      let queue = APQN(adapter, domain)
      if !answering.contains(domain) {
        if card.queues.contains(domain) { removeQueue(queue) }
      } else if !card.queues.contains(domain) {
        addQueue(queue, hardware.answer(queue))
      } else {
        updateQueue(queue, hardware.answer(queue))
      }
    }
  }

  /// One state change a scan: a change of the checkstop state puts off that of the configuration.
  private mutating func updateQueue(_ queue: APQN, _ answer: QueueAnswer) {
    let index = queue.adapter.index
    guard let card = cards[index] else { return }
    let isCheckstopped = answer == .checkstopped
    if card.checkstopped.contains(queue.domain) != isCheckstopped {
      cards[index]?.checkstopped.set(queue.domain, to: isCheckstopped)
      if isCheckstopped { dropPending(queue) }
      touchQueue(queue)
      return
    }
    let isDeconfigured = answer == .deconfigured
    guard card.deconfigured.contains(queue.domain) != isDeconfigured else { return }
    cards[index]?.deconfigured.set(queue.domain, to: isDeconfigured)
    if isDeconfigured { dropPending(queue) }
    touchQueue(queue)
    sendQueue("change", queue, [Property("CONFIG", isDeconfigured ? "0" : "1")])
  }
}

extension IdentifierSet {
  /// The identifiers in exactly one of the sets.
  func symmetricDifference(_ other: IdentifierSet) -> IdentifierSet {
    subtracting(other).union(other.subtracting(self))
  }
}
