/// The `status` of a queue that is bound to vfio_ap.
public enum PassthroughStatus: String, Hashable, Sendable, CaseIterable {
  /// In no mdev.
  case unassigned
  /// In an mdev, but it reaches no running guest.
  case assigned
  /// In an mdev that a running guest has open, and in that guest's matrix.
  case inUse = "in use"
}
