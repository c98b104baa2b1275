/// One declared host: what the configuration file says.
///
/// The format is described in `Packaging/apmatrix.yaml`, by example.
public struct Configuration: Hashable, Sendable {
  /// The file's path, for messages that name a place in it.
  public var file: String
  /// How queues are handed to vfio_ap.
  public var ownership: Ownership
  /// What host drivers keep.
  public var reservation: HostReservation
  /// What becomes of queues that appear; only where overrides hand queues over.
  public var newQueues = NewQueues.hold
  /// How changes are made, and by whom.
  public var policy: Policy
  /// The guests, in the order of the file.
  public var guests: [GuestDeclaration]

  /// Makes a configuration; all but the guests have the defaults of the file format.
  public init(
    file: String, ownership: Ownership = .masks, reservation: HostReservation = .derive,
    policy: Policy = Policy(), guests: [GuestDeclaration]
  ) {
    self.file = file
    self.ownership = ownership
    self.reservation = reservation
    self.policy = policy
    self.guests = guests
  }

  /// Whether an agent that enforces it holds what appears on the bus for its owner.
  public var holdsNewQueues: Bool { ownership == .driverOverride && newQueues == .hold }

  /// How it calls its guests, by uuid.
  public var names: [String: String] {
    Dictionary(guests.map { ($0.uuid, $0.name) }) { first, _ in first }
  }

  /// A place in the file, as messages name it: `FILE:LINE:COLUMN`.
  public func place(_ position: SourcePosition) -> String { "\(file):\(position)" }
}
