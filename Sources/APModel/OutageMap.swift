/// The queues of a host that answer no request, found by name.
public struct OutageMap: Sendable {
  private(set) var outages: [APQN: Outage] = [:]

  /// Takes what the files of queues and of their cards say.
  ///
  /// zcrypt passes a card over that is off or has stopped, with every queue of it that is the host's. Of others
  /// their own files count where they were read, but an adapter that is configured off is so with all of its queues: a
  /// scan that ends a queue's checkstop leaves its `config` to the next one.
  public init(_ snapshot: HostSnapshot) {
    var cards: [AdapterID: Card] = [:]
    for card in snapshot.cards { cards[card.id] = card }
    for queue in snapshot.queues {
      let card = cards[queue.id.adapter]
      let isHosts = queue.driver != nil && !queue.isBoundToVFIO
      let own = Outage(
        isConfigured: card?.isConfigured == false ? false : queue.details?.isConfigured,
        isCheckstopped: queue.details?.isCheckstopped ?? card?.isCheckstopped)
      let whole = isHosts ? card.flatMap { Outage($0) } : nil
      if let outage = whole ?? own { outages[queue.id] = outage }
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
