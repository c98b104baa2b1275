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
    guests = Self.guests(of: snapshot)
    ownerships = OwnershipRule(snapshot, guests).ownerships
  }

  /// Every mdev of a snapshot with what its guest gets and why not more.
  public static func guests(of snapshot: HostSnapshot) -> [GuestAnalysis] {
    let explainer = GuestExplainer(snapshot, QueueIndex(snapshot))
    return snapshot.mdevs.map(explainer.analysis)
  }

  /// The queues with two owners, ascending.
  public var conflicts: [QueueOwnership] { ownerships.filter(\.isConflict) }

  /// The guests that lack a queue.
  public var degradedGuests: [GuestAnalysis] { guests.filter(\.isDegraded) }
}
