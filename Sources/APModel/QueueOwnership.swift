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
    case .host, .unreadableGuest, .nobody: nil
    }
  }

  /// Whether two mdevs claim the queue, or an mdev claims what a host driver has.
  public var isConflict: Bool {
    if claims.count > 1 { return true }
    if case .host = owner { return !claims.isEmpty }
    return false
  }
}
