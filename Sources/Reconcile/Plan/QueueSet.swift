public import APModel

/// Any set of queues, kept as one set of domains for each adapter.
public struct QueueSet: Hashable, Sendable {
  private var rows: [AdapterID: DomainSet] = [:]

  /// The empty set.
  public init() {}

  /// The set of these queues.
  public init(_ queues: some Sequence<APQN>) {
    for queue in queues { insert(queue) }
  }

  /// The set of some domains' queues of each adapter.
  public init(_ domainsByAdapter: [AdapterID: DomainSet]) {
    rows = domainsByAdapter.filter { !$0.value.isEmpty }
  }

  /// The queues of a matrix: the product of its adapters and domains.
  public init(_ matrix: Matrix) {
    guard !matrix.domains.isEmpty else { return }
    for adapter in matrix.adapters { rows[adapter] = matrix.domains }
  }

  /// The domains of an adapter's queues.
  public subscript(_ adapter: AdapterID) -> DomainSet { rows[adapter] ?? [] }

  /// For each adapter that has queues in the set, their domains.
  public var domainsByAdapter: [AdapterID: DomainSet] { rows }

  /// Whether no queue is in the set.
  public var isEmpty: Bool { rows.isEmpty }

  /// The number of queues.
  public var count: Int { rows.values.reduce(0) { $0 + $1.count } }

  /// The adapters that have a queue in the set.
  public var adapters: AdapterSet { AdapterSet(rows.keys) }

  /// The queues, ascending.
  public var queues: [APQN] {
    adapters.flatMap { adapter in self[adapter].map { APQN(adapter, $0) } }
  }

  /// Whether the queue is in the set.
  public func contains(_ queue: APQN) -> Bool { self[queue.adapter].contains(queue.domain) }

  /// Puts a queue into the set.
  public mutating func insert(_ queue: APQN) {
    rows[queue.adapter, default: []].insert(queue.domain)
  }

  /// Takes a queue out of the set.
  public mutating func remove(_ queue: APQN) {
    set(self[queue.adapter].subtracting([queue.domain]), for: queue.adapter)
  }

  /// The queues that are in either set.
  public func union(_ other: QueueSet) -> QueueSet {
    var result = self
    for (adapter, domains) in other.rows { result.rows[adapter, default: []].formUnion(domains) }
    return result
  }

  /// The queues that are in both sets.
  public func intersection(_ other: QueueSet) -> QueueSet {
    var result = QueueSet()
    for (adapter, domains) in rows {
      result.set(domains.intersection(other[adapter]), for: adapter)
    }
    return result
  }

  /// The queues of this set that are also in a matrix.
  public func intersection(_ matrix: Matrix) -> QueueSet {
    var result = QueueSet()
    for (adapter, domains) in rows where matrix.adapters.contains(adapter) {
      result.set(domains.intersection(matrix.domains), for: adapter)
    }
    return result
  }

  /// The queues of this set that are not in the other.
  public func subtracting(_ other: QueueSet) -> QueueSet {
    var result = self
    for (adapter, domains) in other.rows {
      result.set(self[adapter].subtracting(domains), for: adapter)
    }
    return result
  }

  private mutating func set(_ domains: DomainSet, for adapter: AdapterID) {
    rows[adapter] = domains.isEmpty ? nil : domains
  }
}
