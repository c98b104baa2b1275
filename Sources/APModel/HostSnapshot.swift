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
  /// What a watch found of the use of the host's queues; nil if nobody watched.
  public var uses: UseFindings?
  /// The guests of the configuration in force, their names by uuid; empty where there is none.
  public var declared: [String: String] = [:]
  /// Whether somebody is there who binds what appears on the bus although the kernel does not; nil if
  /// that is not known.
  public var isKept: Bool?
  /// Whether it changed while it was read, more often than reading again could help.
  public var isTorn = false

  /// An empty host.
  public init(origin: String) { self.origin = origin }

  /// Whether everything was read and understood, at one time.
  public var isComplete: Bool {
    problems.isEmpty && !isTorn && mdevs.allSatisfy { $0.unreadable == nil }
  }

  /// Whether something is there that could not be read.
  ///
  /// - Parameter path: its path, or that of a directory above it.
  public func isUnread(_ path: String) -> Bool {
    problems.contains { $0.path == path || $0.path.hasPrefix(path + "/") }
  }

  /// Whether the matrix device is there, and its mdevs could not be listed.
  public var hidesMdevs: Bool { problems.contains { $0.path == Mdev.parent } }

  /// Whether the devices of the bus could not be listed.
  public var hidesDevices: Bool { problems.contains { $0.path == "bus/ap/devices" } }

  /// Whether it is known which devices the bus has and which driver has each.
  public var knowsBindings: Bool { !isUnread("bus/ap/drivers") && !hidesDevices }

  /// Whether what appears waits for an agent that binds it: the kernel does not, and can be told which driver it gets.
  public var needsKeeper: Bool { bus.driversAutoprobe == false && capabilities.driverOverride }

  /// Whether queues have a `driver_override`; where none shows it, what came with it tells.
  public var hasOverrides: Bool {
    capabilities.driverOverride
      || capabilities.bindingsCompleteCount && !capabilities.lacksDriverOverride
  }

  /// Asks whether somebody has an mdev open where no queue of it could tell.
  ///
  /// - Parameter isOpen: answers for a uuid; nil if that can't be told.
  public mutating func completeUse(_ isOpen: (String) -> Bool?) {
    for place in mdevs.indices where mdevs[place].isInUse == nil {
      mdevs[place].isInUse = isOpen(mdevs[place].uuid)
    }
  }
}

/// The queues of a snapshot, found by name.
struct QueueIndex: Sendable {
  /// For each adapter, the domains whose queue is bound to vfio_ap.
  private(set) var passable: [AdapterID: DomainSet] = [:]
  private var positions: [APQN: Int] = [:]
  private let queues: [Queue]

  init(_ snapshot: HostSnapshot) {
    queues = snapshot.queues
    positions.reserveCapacity(queues.count)
    for (position, queue) in queues.enumerated() {
      positions[queue.id] = position
      if queue.isBoundToVFIO { passable[queue.id.adapter, default: []].insert(queue.id.domain) }
    }
  }

  /// The queue device with this name; nil if there is none.
  subscript(_ name: APQN) -> Queue? { positions[name].map { queues[$0] } }
}

/// One attribute that could not be read or understood.
public struct ReadProblem: Hashable, Sendable, CustomStringConvertible {
  /// The path below the sysfs mount point.
  public let path: String
  /// What was found, and what was expected instead.
  public let reason: String
  /// Whether the kernel did not answer in time.
  public var isUnanswered = false

  /// Makes a problem.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// One line: the path, then the fact.
  public var description: String { "\(path): \(reason)" }
}
