/// The queues of a host that answer no request, found by name.
public struct OutageMap: Sendable {
  private(set) var outages: [APQN: Outage] = [:]

  /// Takes a queue's own attributes where they were read, else those of its card.
  ///
  /// An adapter that is configured off is so with all of its queues: a scan that ends a queue's checkstop leaves its
  /// `config` to the next one.
  public init(_ snapshot: HostSnapshot) {
    var cards: [AdapterID: Card] = [:]
    for card in snapshot.cards { cards[card.id] = card }
    for queue in snapshot.queues {
      let card = cards[queue.id.adapter]
      let outage = Outage(
        isConfigured: card?.isConfigured == false ? false : queue.details?.isConfigured,
        isCheckstopped: queue.details?.isCheckstopped ?? card?.isCheckstopped)
      if let outage { outages[queue.id] = outage }
    }
  }

  /// What of a guest's queues can't be used, adapter by adapter.
  public func outages(of effective: Matrix) -> [GuestOutage] {
    guard !outages.isEmpty else { return [] }
    var found: [GuestOutage] = []
    for queue in effective.queues {
      guard let outage = outages[queue] else { continue }
      if let place = found.firstIndex(where: { $0.adapter == queue.adapter && $0.outage == outage })
      {
        found[place].queues.append(queue)
      } else {
        found.append(GuestOutage(adapter: queue.adapter, outage: outage, queues: [queue]))
      }
    }
    return found
  }
}
