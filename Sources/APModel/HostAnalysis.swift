/// What follows from a snapshot: owners, guests, conflicts.
public struct HostAnalysis: Sendable {
  /// What was read.
  public let snapshot: HostSnapshot
  /// Every queue device with its owner, in the order of the snapshot's queues.
  public let ownerships: [QueueOwnership]
  /// Every mdev, in the order of the snapshot's mdevs.
  public let guests: [GuestAnalysis]
  private let outages: [APQN: Outage]

  /// Draws the conclusions from a snapshot.
  public init(_ snapshot: HostSnapshot) {
    self.snapshot = snapshot
    let outages = OutageMap(snapshot)
    self.outages = outages.outages
    guests = Self.guests(of: snapshot).map { guest in
      var guest = guest
      guest.outages = outages.outages(of: guest.effective)
      return guest
    }
    ownerships = OwnershipRule(snapshot, guests).ownerships
  }

  /// Every mdev of a snapshot with what its guest gets and why not more.
  public static func guests(of snapshot: HostSnapshot) -> [GuestAnalysis] {
    let explainer = GuestExplainer(snapshot, QueueIndex(snapshot))
    return snapshot.mdevs.map(explainer.analysis)
  }

  /// Every queue device of a snapshot with its owner, in the order of the snapshot's queues.
  public static func ownerships(of snapshot: HostSnapshot) -> [QueueOwnership] {
    OwnershipRule(snapshot, guests(of: snapshot)).ownerships
  }

  /// What the guest of an mdev would get that is not there, or not so.
  public func guest(of mdev: Mdev) -> GuestAnalysis {
    GuestExplainer(snapshot, QueueIndex(snapshot)).analysis(of: mdev)
  }

  /// Why a queue answers no request; nil if it does, as far as was read.
  ///
  /// Where a queue's own files were not read, as for queues of no guest in a summary, the state of its
  /// card stands for it.
  public func outage(of queue: APQN) -> Outage? { outages[queue] }

  /// The mdevs that own queues which could not be read: one that is being removed, or `matrix` that
  /// is not safe to read.
  public var hiddenMdevs: [Mdev] {
    snapshot.mdevs.filter { $0.assigned == nil && $0.state != .detached }
  }
}

extension HostAnalysis {
  /// The adapters without a card driver of which a queue waits that is the host's.
  ///
  /// Whatever makes the bus look at such a queue, every change of a mask too, crashes the kernel as
  /// long as the host's driver of such queues is there.
  public var endangeredAdapters: AdapterSet {
    let bare = snapshot.bareAdapters.subtracting(snapshot.unservedAdapters)
    guard !bare.isEmpty else { return [] }
    var found = AdapterSet()
    for queue in snapshot.queues where queue.driver == nil && bare.contains(queue.id.adapter) {
      let isHosts = queue.driverOverride.map { $0 == DriverName.hostQueue }
      if isHosts ?? (snapshot.bus.reservesByMasks(queue.id) == true) {
        found.insert(queue.id.adapter)
      }
    }
    return found
  }
}
