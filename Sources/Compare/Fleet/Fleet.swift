public import APModel

/// Many hosts, each in a few numbers, and what only shows when they are seen together.
public struct Fleet: Sendable {
  /// A guest wherever it is defined.
  public struct Placement: Hashable, Sendable {
    /// The uuid of the mdev.
    public let uuid: String
    /// Where it is defined, in the fleet's order.
    public fileprivate(set) var places: [Place]
  }

  /// A guest on one of the fleet's hosts, as two positions: a fleet may have a million of them.
  public struct Place: Hashable, Sendable {
    fileprivate let host: UInt32
    fileprivate let guest: UInt32
  }

  /// A host that could not be read at all.
  public struct Failure: Hashable, Sendable {
    /// Where it should have been read from.
    public let path: String
    /// Why it was not.
    public let reason: String
  }

  /// The hosts, in the order in which they were added.
  public private(set) var hosts: [FleetHost] = []
  /// What could not be read.
  public private(set) var failures: [Failure] = []

  /// Starts without hosts.
  public init() {}

  /// Adds a host.
  public mutating func add(_ host: FleetHost) { hosts.append(host) }

  /// Adds what could not be read.
  public mutating func fail(_ path: String, _ reason: String) {
    failures.append(Failure(path: path, reason: reason))
  }

  /// All queues by owner.
  public var owners: [OwnerKind: Int] {
    hosts.reduce(into: [:]) { sum, host in sum.merge(host.owners) { $0 + $1 } }
  }

  /// All cards, kind by kind, ascending.
  public var cards: [(kind: CardTally.Kind, tally: CardTally)] {
    var sums: [CardTally.Kind: CardTally] = [:]
    for host in hosts {
      for (kind, tally) in host.cards { sums[kind, default: CardTally()].add(tally) }
    }
    return sums.sorted { $0.key < $1.key }.map { (kind: $0.key, tally: $0.value) }
  }

  /// Every guest with its hosts, ascending by uuid.
  public var guests: [Placement] {
    var guests: [Placement] = []
    var positions: [String: Int] = [:]
    for (number, host) in hosts.enumerated() {
      for (place, guest) in host.guests.enumerated() {
        let place = Place(host: UInt32(number), guest: UInt32(place))
        if let position = positions[guest.uuid] {
          guests[position].places.append(place)
        } else {
          positions[guest.uuid] = guests.count
          guests.append(Placement(uuid: guest.uuid, places: [place]))
        }
      }
    }
    return guests.sorted { $0.uuid < $1.uuid }
  }

  /// The host of a place.
  public func host(_ place: Place) -> FleetHost { hosts[Int(place.host)] }

  /// The guest of a place, as it is there.
  public func guest(_ place: Place) -> FleetGuest { host(place).guests[Int(place.guest)] }

  /// On how many hosts a guest runs.
  public func running(_ guest: Placement) -> Int {
    guest.places.count { self.guest($0).isRunning == true }
  }

  /// What a person calls a guest, if any host has a name for it.
  public func name(_ guest: Placement) -> String? {
    guest.places.lazy.compactMap { self.guest($0).name }.first
  }

  /// Whether everything was read.
  public var isComplete: Bool { failures.isEmpty && hosts.allSatisfy(\.isComplete) }
}
