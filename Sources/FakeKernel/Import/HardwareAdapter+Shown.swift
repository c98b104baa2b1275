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
  /// Takes queues that the host's configuration has, and a card does not show, for unavailable ones.
  mutating func noteMissing(_ cards: [CardState?]) {
    for (adapter, machine) in adapters where machine.isPresent {
      guard let card = cards[adapter.index] else { continue }
      adapters[adapter]?.unavailableQueues = domains.subtracting(card.queues)
    }
  }
}
