/// The queues of a host that answer no request, found by name.
struct OutageMap: Sendable {
  private(set) var outages: [APQN: Outage] = [:]

  /// Takes a queue's own attributes where they were read, else those of its card.
  init(_ snapshot: HostSnapshot) {
    var cards: [AdapterID: Card] = [:]
    for card in snapshot.cards { cards[card.id] = card }
    for queue in snapshot.queues {
      let card = cards[queue.id.adapter]
      outages[queue.id] = Outage(
        isConfigured: queue.details?.isConfigured ?? card?.isConfigured,
        isCheckstopped: queue.details?.isCheckstopped ?? card?.isCheckstopped)
    }
  }
}
