import APModel
import SystemPackage

/// What programs of the host do with queues, as far as the counters show it.
extension FakeKernel {
  /// So many requests a program can send at once.
  private static let counts = 0...NumberLimit.requests

  /// Counts requests to a queue, and sets how many of all wait for an answer now.
  mutating func send(_ count: Int, to queue: APQN, pending: Int) throws(Errno) {
    let index = queue.adapter.index
    guard cards[index]?.host.contains(queue.domain) == true else {
      throw .operationNotSupportedByDevice
    }
    guard Self.counts.contains(count), Self.counts.contains(pending) else {
      throw .invalidArgument
    }
    if count > 0 {
      cards[index]?.requestCount += count
      cards[index]?.requests[queue.domain, default: 0] += count
    }
    cards[index]?.pending[queue.domain] = pending == 0 ? nil : pending
    touchQueue(queue)
    effects.changes.cards.insert(queue.adapter)
  }

  /// What the kernel's own random number source does at boot, some time after zcrypt is there.
  ///
  /// On 6.1 it leaves a host that nobody uses with one counted request.
  public mutating func drawRandomNumber() {
    guard !capabilities.contains(.quietBoot) else { return }
    for (adapter, card) in present where card.mode == .cca {
      guard let domain = card.host.first else { continue }
      _ = apply(.requests(APQN(adapter, domain), sent: 1, pending: 0))
      return
    }
  }

  /// What waits for an answer when the driver goes, or the queue stops, gets an error from the kernel
  /// (`ap_flush_queue`).
  mutating func dropPending(_ queue: APQN) {
    guard cards[queue.adapter.index]?.pending[queue.domain] != nil else { return }
    cards[queue.adapter.index]?.pending[queue.domain] = nil
    effects.changes.cards.insert(queue.adapter)
  }

  /// A write to a card's `request_count`: it and those of the queues with a driver, which alone the bus lists
  /// (`ap_queues`), are 0 afterwards.
  mutating func clearRequests(_ adapter: AdapterID) {
    guard let card = cards[adapter.index] else { return }
    cards[adapter.index]?.requestCount = 0
    let bound = card.host.union(card.vfio).intersection(DomainSet(card.requests.keys))
    for domain in bound { cards[adapter.index]?.requests[domain] = nil }
    effects.changes.cards.insert(adapter)
    effects.changes.touch(adapter, bound)
  }

  /// A write to a queue's `request_count`, which leaves the card's.
  mutating func clearRequests(_ queue: APQN) {
    cards[queue.adapter.index]?.requests[queue.domain] = nil
    touchQueue(queue)
  }
}
