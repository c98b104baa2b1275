import APModel
import SystemPackage

/// Writes to `config` and `online` of cards and queues.
extension FakeKernel {
  /// Whether the kernel shows a card as online.
  func isOnline(_ card: CardState) -> Bool {
    card.isOnline && card.isConfigured
      && !(capabilities.contains(.checkstopIsOffline) && card.isCheckstopped)
  }

  /// Whether the kernel shows a queue bound to `cex4queue` as online.
  func isOnline(_ card: CardState, _ domain: DomainID) -> Bool {
    !card.offline.contains(domain) && !card.deconfigured.contains(domain)
      && !(capabilities.contains(.checkstopIsOffline) && card.checkstopped.contains(domain))
  }

  /// Configures a card on or off in the hardware; the queues follow at the next scan.
  mutating func writeCardConfig(_ adapter: AdapterID, _ text: [UInt8]) throws(Errno) {
    let on = try flag(text)
    if cards[adapter.index]?.isConfigured != on { hardware.apply(.configure(adapter, on)) }
    cards[adapter.index]?.isConfigured = on
    effects.changes.cards.insert(adapter)
    sendCard("change", adapter, [Property("CONFIG", on ? "1" : "0")])
  }

  mutating func writeCardOnline(_ adapter: AdapterID, _ text: [UInt8]) throws(Errno) {
    let on = try flag(text)
    guard let card = cards[adapter.index] else { return }
    let stops = capabilities.contains(.checkstopIsOffline) && card.isCheckstopped
    if on, !card.isConfigured || stops { throw .operationNotSupportedByDevice }
    cards[adapter.index]?.isOnline = on
    effects.changes.cards.insert(adapter)
    sendCard("change", adapter, [Property("ONLINE", on ? "1" : "0")])
    let own = card.host.subtracting(card.orphans)
    let following = on ? card.offline.intersection(own) : own.subtracting(card.offline)
    cards[adapter.index]?.offline =
      on ? card.offline.subtracting(own) : card.offline.union(own)
    for domain in following.sorted(by: {
      card.boundAt[$0, default: 0] < card.boundAt[$1, default: 0]
    }) {
      if !on { dropPending(APQN(adapter, domain)) }
      touchQueue(APQN(adapter, domain))
      sendQueue("change", APQN(adapter, domain), [Property("ONLINE", on ? "1" : "0")])
    }
  }

  mutating func writeQueueOnline(_ queue: APQN, _ text: [UInt8]) throws(Errno) {
    let on = try flag(text)
    guard let card = cards[queue.adapter.index] else { return }
    let stops =
      capabilities.contains(.checkstopIsOffline)
      && (card.isCheckstopped || card.checkstopped.contains(queue.domain))
    if on, !card.isConfigured || card.deconfigured.contains(queue.domain) || stops {
      throw .operationNotSupportedByDevice
    }
    let isOrphan = card.orphans.contains(queue.domain)
    let allows = isOrphan ? !card.offlineOrphans.contains(queue.domain) : card.isOnline
    if on, !allows { throw .invalidArgument }
    cards[queue.adapter.index]?.offline.set(queue.domain, to: !on)
    if !on { dropPending(queue) }
    touchQueue(queue)
    sendQueue("change", queue, [Property("ONLINE", on ? "1" : "0")])
  }

  /// A 0 or 1 as `sscanf` with `%d` reads it; anything else is EINVAL.
  private func flag(_ text: [UInt8]) throws(Errno) -> Bool {
    guard let value = ScannedNumber.decimal(text), value == 0 || value == 1 else {
      throw .invalidArgument
    }
    return value == 1
  }
}
