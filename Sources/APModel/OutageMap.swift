/// The queues of a host that answer no request, found by name.
public struct OutageMap: Sendable {
  private(set) var outages: [APQN: Outage] = [:]

  /// Takes what the files of queues and of their cards say.
  ///
  /// zcrypt passes a card over that is off or has stopped, with every queue of it that is the host's. A guest's own
  /// queues answer each for itself.
  public init(_ snapshot: HostSnapshot) {
    var cards: [AdapterID: Card] = [:]
    for card in snapshot.cards { cards[card.id] = card }
    let single = Self.offByLowest(snapshot.queues)
    for queue in snapshot.queues {
      let card = cards[queue.id.adapter]
      let isOff = card?.isConfigured == false && !single.contains(queue.id.adapter)
      let own = Outage(
        isConfigured: isOff ? false : queue.details?.isConfigured ?? card?.isConfigured,
        isCheckstopped: queue.details?.isCheckstopped ?? card?.isCheckstopped)
      let whole = queue.isHosted ? card.flatMap { Outage($0) } : nil
      if let outage = whole ?? own { outages[queue.id] = outage }
    }
  }

  /// The adapters of which the lowest queue itself is off: the kernel shows its `config` as the card's.
  ///
  /// There, the card says nothing of the other queues. Elsewhere it counts for all of them: a scan that ends a queue's
  /// checkstop leaves its `config` to the next one.
  private static func offByLowest(_ queues: [Queue]) -> AdapterSet {
    var lowest: [AdapterID: Queue] = [:]
    for queue in queues {
      let known = lowest[queue.id.adapter]
      if known.map({ queue.id.domain < $0.id.domain }) ?? true { lowest[queue.id.adapter] = queue }
    }
    return AdapterSet(
      lowest.values.filter { $0.details?.isConfigured == false }.map(\.id.adapter))
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
