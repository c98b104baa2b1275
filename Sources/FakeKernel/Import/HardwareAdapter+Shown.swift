import APModel

extension HardwareAdapter {
  /// The hardware that would make a kernel show the card as it is.
  init(showing card: CardState) {
    let stopsAll = !card.queues.isEmpty && card.checkstopped == card.queues
    self.init(
      type: card.type, mode: card.mode, isConfigured: card.isConfigured,
      isCheckstopped: stopsAll)
    if !stopsAll { checkstoppedQueues = card.checkstopped }
    if isConfigured { deconfiguredQueues = card.deconfigured }
  }
}

extension Hardware {
  /// Takes the adapters of the host's configuration, before the cards are looked at: one without a card
  /// answers nothing, unless the host has no usage domain through which it could.
  mutating func noteConfigured(_ configured: AdapterSet) {
    for adapter in configured {
      adapters[adapter] = HardwareAdapter(type: 14, mode: .cca)
      adapters[adapter]?.unavailableQueues = domains.isEmpty ? [] : .all
    }
  }

  /// Takes queues that the host's configuration has, and a card does not show, for unavailable ones.
  mutating func noteMissing(_ cards: [CardState?]) {
    for (adapter, machine) in adapters where machine.isPresent {
      guard let card = cards[adapter.index] else { continue }
      adapters[adapter]?.unavailableQueues = domains.subtracting(card.queues)
    }
  }
}
