public import APModel

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

/// The way in which queues are handed to vfio_ap; the kernel refuses to mix the two.
public enum Ownership: String, Hashable, Sendable, CaseIterable {
  /// `apmask` and `aqmask`: what they do not reserve is vfio_ap's.
  case masks
  /// `driver_override` of each queue (Linux 6.19).
  case driverOverride = "driver-override"
}

/// What becomes of a queue that appears on a host that hands queues over by `driver_override`.
public enum NewQueues: String, Hashable, Sendable, CaseIterable {
  /// It has no driver until the agent has given it to its owner: `drivers_autoprobe` is 0 while an agent
  /// enforces the configuration.
  case hold
  /// The kernel gives it to the host's driver at once, and the agent takes it from there for a guest.
  case probe
}

/// What the configuration leaves to host drivers.
public enum HostReservation: Hashable, Sendable {
  /// Everything that no guest needs: the masks follow from the guests.
  case derive
  /// Exactly these masks: the host keeps the queues of `adapters` x `domains`.
  case masks(adapters: AdapterSet, domains: DomainSet)
  /// As now, less what the guests need: for a single change without a file.
  case asNeeded
}

/// When mdevctl starts a guest's mdev, in the definitions that are exported for it.
public enum MdevctlStart: String, Hashable, Sendable, CaseIterable {
  /// With the host.
  case auto
  /// When it is told to.
  case manual
}
