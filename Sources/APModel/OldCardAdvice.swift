/// How the host gets a queue that the masks leave to guests and that none can have: its card is older than CEX4.
///
/// Only kernels before those with overrides know such cards, so that the older rule of refusal counts: a bit is
/// refused where an mdev has a queue that would become the host's.
public struct OldCardAdvice {
  /// What stands between the queue and the host.
  enum Obstacle: Hashable {
    /// Its domain's bit is clear for the queues of guests.
    case domain
    /// These mdevs have its adapter.
    case mdevs([String])
  }

  private let snapshot: HostSnapshot

  /// Looks at a host.
  public init(_ snapshot: HostSnapshot) { self.snapshot = snapshot }

  /// What to do about one queue, without a full stop.
  ///
  /// - Parameter name: what to call the mdev of a uuid: `guest web01`.
  /// - Returns: the steps; nil if they would cost guests what they have.
  public func steps(_ queue: APQN, naming name: (String) -> String) -> String? {
    let obstacle = obstacle(queue)
    return obstacle == .domain ? nil : remedy([queue], obstacle, naming: name)
  }

  /// That nothing is to be done.
  public static func staying(_ queue: APQN) -> String { staying(QueueWords([queue]), [queue]) }

  func obstacle(_ queue: APQN) -> Obstacle? {
    let bus = snapshot.bus
    guard let adapters = bus.adapterMask, let domains = bus.domainMask else { return nil }
    if !domains.contains(queue.domain), isGuests(queue.domain) { return .domain }
    guard !adapters.contains(queue.adapter) else { return nil }
    let reserved = domains.union([queue.domain])
    let holders = snapshot.mdevs.filter { mdev in
      guard let held = mdev.assigned, held.adapters.contains(queue.adapter) else { return false }
      return !held.domains.isDisjoint(with: reserved)
    }
    return holders.isEmpty ? nil : .mdevs(holders.map(\.uuid))
  }

  /// The same for queues with the same obstacle.
  func remedy(
    _ queues: [APQN], _ obstacle: Obstacle?, naming name: (String) -> String
  ) -> String {
    let words = QueueWords(queues)
    let setting = "set \(words.their) bits in apmask and aqmask"
    switch obstacle {
    case nil: return setting
    case .domain: return Self.staying(words, queues)
    case .mdevs(let uuids):
      return "unassign \(words.adapters) from \(uuids.map(name).joined(separator: " and "))"
        + " (until then the kernel refuses with EBUSY), then \(setting)"
    }
  }

  private static func staying(_ words: QueueWords, _ queues: [APQN]) -> String {
    let domains = DomainSet(queues.lazy.map(\.domain))
    let stay = queues.count == 1 ? "stays" : "stay"
    let are = domains.count == 1 ? "domain \(domains) is" : "domains \(domains) are"
    return "nothing: \(words.they) \(stay) without a driver while \(are) the guests'"
  }

  /// Whether an mdev or vfio_ap has something of the domain.
  private func isGuests(_ domain: DomainID) -> Bool {
    snapshot.mdevs.contains { $0.assigned?.domains.contains(domain) ?? false }
      || snapshot.queues.contains { $0.isBoundToVFIO && $0.id.domain == domain }
  }
}
