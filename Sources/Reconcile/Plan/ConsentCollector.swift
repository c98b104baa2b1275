import APModel

/// Gathers what a plan takes although it is in use, one entry for each owner.
struct ConsentCollector {
  private var guests: [String: QueueSet] = [:]
  private var controls: [String: DomainSet] = [:]
  private var host: [HostUse: QueueSet] = [:]
  private var exposed = QueueSet()

  mutating func guest(_ name: String, loses queues: QueueSet) {
    guard !queues.isEmpty else { return }
    guests[name] = (guests[name] ?? QueueSet()).union(queues)
  }

  mutating func guest(_ name: String, losesControl domains: DomainSet) {
    guard !domains.isEmpty else { return }
    controls[name, default: []].formUnion(domains)
  }

  mutating func exposure(_ queues: QueueSet) { exposed = exposed.union(queues) }

  mutating func host(loses queue: APQN, _ use: HostUse) {
    host[use, default: QueueSet()].insert(queue)
  }

  var all: [Consent] {
    var result = guests.sorted { $0.key < $1.key }.map { Consent.runningGuest(name: $0, $1) }
    result += controls.sorted { $0.key < $1.key }.map { Consent.guestControl(name: $0, $1) }
    result += host.map { Consent.host($1, $0) }.sorted { $0.text < $1.text }
    if !exposed.isEmpty { result.append(.exposure(exposed)) }
    return result
  }
}
