/// One reason why a target can't be reached from the present host.
public struct Obstacle: Hashable, Sendable, CustomStringConvertible {
  /// The rule that stands in the way.
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    /// What is there must be known before it is changed.
    case unknownState = "unknown-state"
    /// Without the vfio_ap module nothing can be handed to a guest.
    case moduleMissing = "module-missing"
    /// Masks and driver_override exclude each other.
    case otherOwnership = "other-ownership"
    /// A queue belongs to one mdev.
    case queueTaken = "queue-taken"
    /// A queue of a guest is not the host's.
    case queueReserved = "queue-reserved"
    /// The machine has no such number.
    case aboveMaximum = "above-maximum"
    /// vfio_ap takes no queue of so old an adapter.
    case adapterTooOld = "adapter-too-old"
    /// An mdev in use is never removed.
    case mdevInUse = "mdev-in-use"
    /// An mdev that is on its way out can't be changed.
    case mdevGoing = "mdev-going"
    /// The kernel refuses to reserve what an mdev holds.
    case maskVeto = "mask-veto"
    /// The kernel would drop an adapter that a running guest should keep.
    case guestWouldLose = "guest-would-lose"
    /// A queue without a card driver crashes the kernel when a host driver gets it.
    case cardWithoutDriver = "card-without-driver"
    /// A queue can only be handed over while it has a device.
    case queueAbsent = "queue-absent"
    /// A write is only made if it can be read back.
    case notReadable = "not-readable"
  }

  /// The rule.
  public let rule: Rule
  /// Who or what it is about: a guest's name, an mdev, `the host`.
  public let object: String
  /// The fact with its owner, without a full stop.
  public let fact: String
  /// What would make the target possible, without a full stop.
  public let remedy: String

  /// Makes an obstacle.
  public init(_ rule: Rule, _ object: String, _ fact: String, remedy: String) {
    self.rule = rule
    self.object = object
    self.fact = fact
    self.remedy = remedy
  }

  /// One line: `guest web01: fact; remedy`.
  public var description: String { "\(object): \(fact); \(remedy)" }
}
