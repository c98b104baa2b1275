import APModel

extension HostSnapshot {
  /// The drivers that a twin has.
  private static let modelled: Set = [
    DriverName.hostCard, DriverName.hostQueue, DriverName.vfioAP,
  ]

  /// The first device that has another driver, and that driver; nil if there is none.
  var firstUnmodelled: (device: String, driver: String)? {
    let devices =
      cards.lazy.map { ("devices/ap/\($0.id.cardName)", $0.driver) }
      + queues.lazy.map { ($0.id.devicePath, $0.driver) }
    for case (let device, let driver?) in devices where !Self.modelled.contains(driver) {
      return (device, driver)
    }
    return nil
  }

  /// Takes over from a host what no write and no scan changes, and what no decision depends on.
  ///
  /// The model shows such values as one recorded machine has them: `ap_functions` of a card, its
  /// depth, interrupts, timers. Counters of cards move while they are read.
  mutating func carry(from host: HostSnapshot) {
    origin = host.origin
    kernel = host.kernel
    problems = host.problems
    uses = host.uses
    declared = host.declared
    isKept = host.isKept
    bus.features = host.bus.features
    bus.configTime = host.bus.configTime
    bus.pollTimeout = host.bus.pollTimeout
    bus.pollThread = host.bus.pollThread
    bus.interrupts = host.bus.interrupts
    // The kernel's drivers of older cards come and go with their modules only.
    drivers = (drivers + host.drivers.filter { !Self.modelled.contains($0) }).sorted()
    if capabilities.vfioAP { capabilities.matrixFeatures = host.capabilities.matrixFeatures }
    carryDevices(from: host)
  }

  /// Takes over what queues show where they were not asked.
  mutating func completeDetails(from other: HostSnapshot) {
    matchQueues(with: other) { queue, same in
      if queue.details == nil { queue.details = same.details }
    }
  }

  /// Goes through the queues that another snapshot has, too; both are ordered by the queues' names.
  private mutating func matchQueues(
    with other: HostSnapshot, _ body: (inout Queue, Queue) -> Void
  ) {
    var rest = other.queues[...]
    for place in queues.indices {
      rest = rest.drop { $0.id < queues[place].id }
      if let first = rest.first, first.id == queues[place].id { body(&queues[place], first) }
    }
  }

  private mutating func carryDevices(from host: HostSnapshot) {
    let cards = Dictionary(host.cards.map { ($0.id, $0) }) { first, _ in first }
    for place in self.cards.indices {
      if let card = cards[self.cards[place].id] { self.cards[place].carry(from: card) }
    }
    matchQueues(with: host) { queue, shown in
      guard let details = shown.details else { return }
      queue.details?.functions = details.functions
      // What vfio_ap had counts none; as the host's it begins with 0.
      if queue.details?.waitingCount != nil, shown.isHosted {
        queue.details?.waitingCount = details.waitingCount
      }
    }
    let mdevs = Dictionary(host.mdevs.map { ($0.uuid, $0) }) { first, _ in first }
    for place in self.mdevs.indices {
      let mdev = mdevs[self.mdevs[place].uuid]
      self.mdevs[place].declaredName = mdev?.declaredName ?? declared[self.mdevs[place].uuid]
      self.mdevs[place].declared = mdev?.declared
      self.mdevs[place].process = mdev?.process
      if mdev != nil { self.mdevs[place].group = mdev?.group }
    }
  }
}

extension Card {
  /// Takes over what the hardware says of itself, and counters.
  fileprivate mutating func carry(from card: Card) {
    hardwareType = card.hardwareType
    rawHardwareType = card.rawHardwareType
    depth = card.depth
    functions = card.functions
    requestCount = card.requestCount
    pendingCount = card.pendingCount
    waitingCount = card.waitingCount
    if type != nil { type = card.type ?? type }
  }
}
