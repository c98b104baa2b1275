import APModel

/// A queue in the JSON status.
struct QueueItem: Encodable, Sendable {
  let id: String
  let adapter: UInt8
  let domain: UInt8
  let driver: String?
  let driverOverride: String?
  let owner: String
  let guest: String?
  let claims: [String]
  let inUse: Bool?
  let conflict: Bool
  let status: String
  let configured: Bool?
  let checkstopped: Bool?
  let online: Bool?
  let passthroughStatus: String?
  let requests: Int?
  let pending: Int?
  let waiting: Int?

  private init(_ ownership: QueueOwnership, _ queue: Queue?) {
    let details = queue?.details ?? QueueDetails()
    id = ownership.queue.description
    adapter = ownership.queue.adapter.number
    domain = ownership.queue.domain.number
    driver = queue?.driver
    driverOverride = queue?.driverOverride
    owner = OwnerKind(ownership.owner).rawValue
    if case .guest(let uuid) = ownership.owner { guest = uuid } else { guest = nil }
    claims = ownership.claims
    inUse = ownership.isInUse
    conflict = ownership.isConflict
    status = details.statusWord
    configured = details.isConfigured
    checkstopped = details.isCheckstopped
    online = details.isOnline
    passthroughStatus = details.status?.rawValue
    requests = details.requestCount
    pending = details.pendingCount
    waiting = details.waitingCount
  }

  /// The queues of a view, each made when it is asked for; both lists ascend, so one walk joins them.
  static func items(_ view: StatusView) -> some Sequence<QueueItem> {
    var rest = view.snapshot.queues[...]
    var ownerships = view.queues.makeIterator()
    return AnyIterator {
      guard let ownership = ownerships.next() else { return nil }
      while let first = rest.first, first.id < ownership.queue { rest.removeFirst() }
      return QueueItem(ownership, rest.first.flatMap { $0.id == ownership.queue ? $0 : nil })
    }
  }
}
