/// Who a queue belongs to.
public enum QueueOwner: Hashable, Sendable {
  /// A driver of the host, by name.
  case host(driver: String)
  /// A guest: the queue is bound to vfio_ap and assigned to this mdev.
  case guest(uuid: String)
  /// An mdev that could not be read: vfio_ap says that the queue is assigned, and no other has it.
  case unreadableGuest
  /// vfio_ap has the queue, and no mdev does.
  case passthrough
  /// vfio_ap has the queue, and which mdev does, if any, could not be read.
  case somebody
  /// No driver has the queue.
  case nobody
  /// Which driver has the queue could not be read.
  case unknown
}

/// One queue with its one owner, and what contradicts that.
public struct QueueOwnership: Hashable, Sendable {
  /// The queue.
  public let queue: APQN
  /// Who has it.
  public let owner: QueueOwner
  /// The mdevs that it is assigned to; more than one is a conflict.
  public let claims: [String]
  /// Whether a running guest uses the queue; nil where nothing could tell.
  public let isInUse: Bool?

  /// Makes an ownership.
  public init(queue: APQN, owner: QueueOwner, claims: [String], isInUse: Bool?) {
    self.queue = queue
    self.owner = owner
    self.claims = claims
    self.isInUse = isInUse
  }

  /// What vfio_ap's `status` of the queue says, as its owner and its guest tell it; nil where they do
  /// not, or where a host driver has the queue.
  public var passthroughStatus: PassthroughStatus? {
    switch owner {
    case .guest: isInUse.map { $0 ? .inUse : .assigned }
    case .passthrough: .unassigned
    case .host, .unreadableGuest, .somebody, .nobody, .unknown: nil
    }
  }

  /// Whether two mdevs claim the queue, or an mdev claims what a host driver has.
  public var isConflict: Bool {
    if claims.count > 1 { return true }
    if case .host = owner { return !claims.isEmpty }
    return false
  }
}

/// The kinds of owners, in the words of the reports.
public enum OwnerKind: String, CaseIterable, Sendable {
  /// A driver of the host.
  case host
  /// An mdev.
  case guest
  /// vfio_ap without an mdev.
  case unassigned
  /// No driver.
  case nobody
  /// What tells it could not be read.
  case unknown

  /// The kinds of owners that are known.
  public static let known = allCases.filter { $0 != .unknown }

  /// The kind of an owner.
  public init(_ owner: QueueOwner) {
    switch owner {
    case .host: self = .host
    case .guest, .unreadableGuest: self = .guest
    case .passthrough: self = .unassigned
    case .nobody: self = .nobody
    case .somebody, .unknown: self = .unknown
    }
  }
}

extension Sequence<QueueOwnership> {
  /// How many queues each kind of owner has; a kind that has none is missing.
  public var countsByOwner: [OwnerKind: Int] {
    reduce(into: [:]) { $0[OwnerKind($1.owner), default: 0] += 1 }
  }
}
