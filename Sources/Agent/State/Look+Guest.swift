public import APModel

extension Look {
  /// One guest in numbers of queues.
  public struct Guest: Hashable, Sendable {
    /// The guest's name in the configuration, else its uuid.
    public var name: String
    /// The mdev's uuid.
    public var uuid: String
    /// Whether it could be read, and what it gets could be told; if not, the numbers mean nothing.
    public var isReadable = true
    /// Whether its mdev was seen.
    public var isPresent = true
    /// Queues that the configuration declares for it.
    public var declared = 0
    /// Which these are, where that is known.
    public var wanted = Matrix()
    /// Queues that the kernel has assigned.
    public var assigned = 0
    /// Queues that the guest gets.
    public var effective = 0
    /// Which these are, where that is known.
    public var matrix = Matrix()
    /// Queues that are assigned and that the guest does not get.
    public var missing = 0
    /// Queues that the guest gets and that answer nothing, by reason.
    public var unanswering: [Outage: Int] = [:]
    /// Whether it is running; nil if that can't be told.
    public var isRunning: Bool?
    /// Whether the configuration names it.
    public var isManaged = true

    /// Whether it is declared to have queues that it does not get, as far as is known.
    public var isLacking: Bool {
      isReadable
        && (effective < declared
          || wanted.intersection(matrix).queueCount < wanted.queueCount)
    }

    /// A guest without queues.
    public init(name: String, uuid: String) {
      self.name = name
      self.uuid = uuid
    }
  }
}
