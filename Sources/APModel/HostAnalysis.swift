/// What follows from a snapshot: owners, guests, conflicts.
public struct HostAnalysis: Sendable {
  /// What was read.
  public let snapshot: HostSnapshot
  /// Every queue device with its owner, in the order of the snapshot's queues.
  public let ownerships: [QueueOwnership]
  /// Every mdev, in the order of the snapshot's mdevs.
  public let guests: [GuestAnalysis]

  /// Draws the conclusions from a snapshot.
  public init(_ snapshot: HostSnapshot) {
    self.snapshot = snapshot
    let index = QueueIndex(snapshot)
    guests = snapshot.mdevs.map { GuestExplainer(snapshot, index).analysis(of: $0) }
    ownerships = OwnershipRule(snapshot, guests).ownerships
  }

  /// The queues with two owners, ascending.
  public var conflicts: [QueueOwnership] { ownerships.filter(\.isConflict) }

  /// The guests that lack a queue.
  public var degradedGuests: [GuestAnalysis] { guests.filter(\.isDegraded) }
}
