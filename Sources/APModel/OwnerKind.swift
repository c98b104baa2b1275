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

  /// The kind of an owner.
  public init(_ owner: QueueOwner) {
    switch owner {
    case .host: self = .host
    case .guest, .unreadableGuest: self = .guest
    case .passthrough: self = .unassigned
    case .nobody: self = .nobody
    }
  }
}

extension Sequence<QueueOwnership> {
  /// How many queues each kind of owner has; a kind that has none is missing.
  public var countsByOwner: [OwnerKind: Int] {
    reduce(into: [:]) { $0[OwnerKind($1.owner), default: 0] += 1 }
  }
}
