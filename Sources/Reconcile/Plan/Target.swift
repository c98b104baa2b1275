public import APModel

/// What should be: a configuration, or a single change of the present host.
public struct Target: Hashable, Sendable {
  /// How queues are handed to vfio_ap.
  public var ownership: Ownership
  /// Whether a host that hands queues over in the other way is to change to this one.
  public var changesOwnership = false
  /// What host drivers keep.
  public var reservation: HostReservation
  /// The guests that are managed, each with its whole matrix.
  public var guests: [GuestTarget]
  /// The mdevs that must not be there any more, by uuid.
  public var removals: Set<String>
  /// What happens to all other mdevs.
  public var unmanaged: Policy.Unmanaged
  /// What the whole configuration has for its guests, also for those that are left alone for now: a queue
  /// of none of them is not taken from the host to spare one of theirs.
  public var declared: [Matrix] = []
  /// What guests that are left as they are for now are declared to have, by uuid: they wait for nothing else.
  public var awaited: [String: Matrix] = [:]
  /// How the whole configuration calls its guests, by uuid.
  public var names: [String: String] = [:]
  /// Matrices of which no queue is given to host drivers that is not theirs now.
  public var kept: [Matrix] = []
  /// Matrices whose queues nobody binds while new queues are held: somebody keeps changing them back.
  public var rested: [Matrix] = []
  /// Matrices whose queues vfio_ap gets although no mdev can hold all of them yet; only overrides hand
  /// over so.
  public var prepared: [Matrix] = []
  /// Queues that stay with the driver that they have, whoever needs them.
  public var left = QueueSet()
  /// Queues that the host keeps because their guest could not be given them without others that are left,
  /// by the guest's name.
  var spared: [String: QueueSet] = [:]
  /// The adapters whose cards stay without a driver.
  public var leftCards = AdapterSet()
  /// What is to become of queues that appear; nil leaves that as it is.
  ///
  /// Who holds them must be there to bind them, so only the agent asks for it.
  public var newQueues: NewQueues?
  /// What bounds the way back from a plan that failed; nil for every other target.
  var wayBack: WayBack?

  /// Makes a target; by default all that is not named stays as it is.
  public init(
    ownership: Ownership = .masks, reservation: HostReservation = .asNeeded,
    guests: [GuestTarget] = [], removals: Set<String> = [],
    unmanaged: Policy.Unmanaged = .leave
  ) {
    self.ownership = ownership
    self.reservation = reservation
    self.guests = guests
    self.removals = removals
    self.unmanaged = unmanaged
  }

  /// Whether it only removes mdevs, for which it need not be known what any of them holds.
  var onlyRemoves: Bool {
    guests.isEmpty && unmanaged == .leave && reservation == .asNeeded && !changesOwnership
  }

  /// The guests, each with what it may be said to wait for.
  var awaiting: [GuestTarget] {
    guests.map { guest in
      var told = guest
      if let declared = awaited[guest.uuid] { told.matrix = guest.matrix.intersection(declared) }
      return told
    }
  }

  /// Whether it only sets masks.
  var isMasksOnly: Bool {
    guard case .masks = reservation else { return false }
    return guests.isEmpty && !changesOwnership
  }

  /// The host that a configuration declares.
  public init(_ configuration: Configuration) {
    self.init(
      ownership: configuration.ownership, reservation: configuration.reservation,
      guests: configuration.guests.map {
        GuestTarget(name: $0.name, uuid: $0.uuid, matrix: $0.matrix)
      },
      unmanaged: configuration.policy.unmanaged)
    changesOwnership = true
    declared = guests.map(\.matrix)
    names = configuration.names
  }

  /// The bounds of a way back: it repairs nothing that the failed plan did not touch.
  struct WayBack: Hashable, Sendable {
    /// The queues whose override may be cleared.
    let queues: QueueSet
    /// What the guests had, by uuid; more is not asked of the kernel.
    let had: [String: Matrix]
  }
}

/// One guest as it should be.
public struct GuestTarget: Hashable, Sendable {
  /// The name by which messages call it.
  public var name: String
  /// The name of its mdev.
  public var uuid: String
  /// All that the mdev should hold.
  public var matrix: Matrix

  /// How messages call it.
  var label: String { GuestLabel.text(name) }

  /// Makes a target.
  public init(name: String, uuid: String, matrix: Matrix) {
    self.name = name
    self.uuid = uuid
    self.matrix = matrix
  }
}

/// How messages call a guest.
enum GuestLabel {
  /// `guest web01`; what says itself that it is an mdev or a guest stays as it is.
  static func text(_ name: String) -> String {
    name.hasPrefix("mdev ") || name.hasPrefix("guest ") ? name : "guest " + name
  }

  /// `guest web01 has no mdev`, or `mdev 6217... is not there`.
  static func lacksMdev(_ name: String) -> String {
    text(name) + (name.hasPrefix("mdev ") ? " is not there" : " has no mdev")
  }
}
