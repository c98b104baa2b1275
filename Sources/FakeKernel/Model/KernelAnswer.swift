public import APModel
public import SystemPackage

/// What came of an operation.
public struct KernelAnswer: Hashable, Sendable {
  /// How the operation ended.
  public enum Outcome: Hashable, Sendable {
    /// It succeeded; for a write, with this many bytes taken.
    case success(written: Int)
    /// It was refused, by the open or by the write.
    case refused(Errno)
    /// The write waits for a guest to let go of the mediated device; it will succeed then.
    case blocked(uuid: String, written: Int)
  }

  /// How the operation ended.
  public var outcome: Outcome
  /// The events that it caused, in order.
  public var uevents: [FakeUevent]
  /// What of the tree may read differently now.
  public var changes: TreeChanges

  /// The errno; nil on success and while the operation waits.
  public var errno: Errno? {
    if case .refused(let errno) = outcome { errno } else { nil }
  }
}

/// The devices whose part of the tree an operation may have changed.
public struct TreeChanges: Hashable, Sendable {
  /// Whether attributes of the bus itself may have changed.
  public var bus = false
  /// The cards, by adapter.
  public var cards: AdapterSet = []
  /// The queues, by adapter.
  public var queues: [AdapterID: DomainSet] = [:]
  /// The queues of which only `status` may have changed, by adapter.
  public var statuses: [AdapterID: DomainSet] = [:]
  /// The mediated devices, by UUID.
  public var mdevs: Set<String> = []
  /// Whether modules, drivers or the matrix device came or went.
  public var drivers = false

  /// Nothing changed.
  public init() {}

  /// Whether nothing changed.
  public var isEmpty: Bool {
    !bus && cards.isEmpty && queues.isEmpty && statuses.isEmpty && mdevs.isEmpty && !drivers
  }

  /// Adds what another operation changed.
  public mutating func formUnion(_ other: TreeChanges) {
    bus = bus || other.bus
    drivers = drivers || other.drivers
    cards.formUnion(other.cards)
    mdevs.formUnion(other.mdevs)
    for (adapter, domains) in other.queues { touch(adapter, domains) }
    for (adapter, domains) in other.statuses { touchStatus(adapter, domains) }
  }

  /// Notes queues of one adapter.
  mutating func touch(_ adapter: AdapterID, _ domains: DomainSet) {
    guard !domains.isEmpty else { return }
    queues[adapter, default: []].formUnion(domains)
  }

  /// Notes queues of one adapter that may have changed hands or state, but not their driver.
  mutating func touchStatus(_ adapter: AdapterID, _ domains: DomainSet) {
    guard !domains.isEmpty else { return }
    statuses[adapter, default: []].formUnion(domains)
  }
}
