import APModel

/// Cards and queues of a host.
extension ShownKernel {
  /// Takes over all cards with their queues.
  mutating func takeDevices() {
    var queues: [AdapterID: [Queue]] = [:]
    for queue in snapshot.queues { queues[queue.id.adapter, default: []].append(queue) }
    for card in snapshot.cards { take(card, queues[card.id] ?? []) }
    change { kernel in
      kernel.vfioConfiguration = kernel.hardware.toldConfiguration
      if !kernel.hardware.hasQCI { kernel.bus.configuration = kernel.hardware.configuration }
      kernel.hardware.noteMissing(kernel.cards)
    }
  }

  private mutating func take(_ shown: Card, _ queues: [Queue]) {
    change { kernel in
      kernel.bus.nextPlace += 1
      var card = CardState(
        type: shown.hardwareType ?? 14, mode: shown.mode ?? .cca, created: kernel.bus.nextPlace,
        isBound: shown.driver == DriverName.hostCard, isConfigured: shown.isConfigured ?? true,
        isCheckstopped: shown.isCheckstopped ?? false)
      card.requestCount = shown.requestCount ?? 0
      let isUsable = card.isConfigured && !card.isCheckstopped
      card.isOnline = !isUsable || shown.isOnline ?? true
      for queue in queues { Self.take(queue, into: &card, &kernel.bus) }
      kernel.cards[shown.id.index] = card
      kernel.hardware.adapters[shown.id] = HardwareAdapter(showing: card)
    }
  }

  private static func take(_ shown: Queue, into card: inout CardState, _ bus: inout Bus) {
    let domain = shown.id.domain
    let details = shown.details
    bus.nextPlace += 1
    card.queues.insert(domain)
    card.places[domain] = bus.nextPlace
    card.deconfigured.set(domain, to: details?.isConfigured == false)
    card.checkstopped.set(domain, to: details?.isCheckstopped == true)
    card.uninitiated.set(domain, to: details?.requestCount == nil)
    if let count = details?.requestCount, count > 0 { card.requests[domain] = count }
    if let pending = details?.pendingCount, pending > 0 { card.pending[domain] = pending }
    if let name = shown.driverOverride {
      card.overrides[domain] = name
      card.overridden.insert(domain)
      bus.overrideCount += 1
    }
    switch shown.driver {
    case DriverName.hostQueue:
      card.host.insert(domain)
      let isUsable = details?.isConfigured != false && details?.isCheckstopped != true
      card.offline.set(domain, to: isUsable && details?.isOnline == false)
    case DriverName.vfioAP: card.vfio.insert(domain)
    default: return
    }
    card.boundAt[domain] = bus.nextBinding
    bus.nextBinding += 1
  }
}
