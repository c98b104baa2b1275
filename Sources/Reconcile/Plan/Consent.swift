public import APModel

/// Something that is in use and that the plan takes: only with explicit consent.
public enum Consent: Hashable, Sendable {
  /// A running guest loses queues.
  case runningGuest(name: String, QueueSet)
  /// A running guest loses control domains.
  case guestControl(name: String, DomainSet)
  /// The host loses queues that it uses, or of which that can't be told, for one reason.
  case host(QueueSet, HostUse)
  /// The host's drivers have queues of guests for a moment.
  case exposure(QueueSet)

  /// The fact, as a sentence without a full stop.
  public var text: String { text(\.text) }

  /// The same without numbers that are others at each look.
  public var lastingText: String { text(\.lastingText) }

  private func text(_ reason: (HostUse) -> String) -> String {
    switch self {
    case .runningGuest(let name, let queues):
      "\(GuestLabel.text(name)) is running and would lose \(QueueList.text(queues))"
    case .guestControl(let name, let domains):
      "\(GuestLabel.text(name)) is running and would no longer control domain \(domains)"
    case .host(let queues, let use):
      "the host uses \(QueueList.text(queues)) (\(reason(use))) and would lose"
        + (queues.count == 1 ? " it" : " them")
    case .exposure(let queues):
      "the host's driver would have \(QueueList.text(queues)) for a moment, with the keys that guests"
        + " have there"
    }
  }
}

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
