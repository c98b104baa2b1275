/// Everything that was read of one AP host at one time: what is.
public struct HostSnapshot: Hashable, Sendable {
  /// Where it was read from: `/sys`, a directory, an archive.
  public var origin: String
  /// The release of the kernel; nil where only a tree is at hand.
  public var kernel: String?
  /// The bus' own attributes.
  public var bus = BusState()
  /// What the kernel can do.
  public var capabilities = HostCapabilities()
  /// The names of the drivers on the AP bus, ascending.
  public var drivers: [String] = []
  /// The adapters that have a device, ascending.
  public var cards: [Card] = []
  /// The queues that have a device, ascending.
  public var queues: [Queue] = []
  /// The mediated devices, ordered by uuid.
  public var mdevs: [Mdev] = []
  /// What could not be read or understood.
  public var problems: [ReadProblem] = []
  /// Whether the bus was scanned while it was read, more often than reading again could help.
  public var isTorn = false

  /// An empty host.
  public init(origin: String) { self.origin = origin }

  /// Whether everything was read and understood, at one time.
  public var isComplete: Bool {
    problems.isEmpty && !isTorn && mdevs.allSatisfy { $0.unreadable == nil }
  }
}
