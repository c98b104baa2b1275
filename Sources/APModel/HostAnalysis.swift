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
    guests = Self.guests(of: snapshot)
    ownerships = OwnershipRule(snapshot, guests).ownerships
    outages = OutageMap(snapshot).outages
  }

  /// Every mdev of a snapshot with what its guest gets and why not more.
  public static func guests(of snapshot: HostSnapshot) -> [GuestAnalysis] {
    let explainer = GuestExplainer(snapshot, QueueIndex(snapshot))
    return snapshot.mdevs.map(explainer.analysis)
  }

  /// The queues with two owners, ascending.
  public var conflicts: [QueueOwnership] { ownerships.filter(\.isConflict) }

  /// The guests that lack a queue.
  public var degradedGuests: [GuestAnalysis] { guests.filter(\.isDegraded) }

  /// Why a queue answers no request; nil if it does, as far as was read.
  ///
  /// Without the details of queues only the state of their cards is known.
  public func outage(of queue: APQN) -> Outage? { outages[queue] }

  /// What a guest has and can't use, adapter by adapter.
  public func outages(of guest: GuestAnalysis) -> [GuestOutage] {
    guard !outages.isEmpty else { return [] }
    var found: [GuestOutage] = []
    for queue in guest.effective.queues {
      guard let outage = outages[queue] else { continue }
      if let place = found.firstIndex(where: { $0.adapter == queue.adapter && $0.outage == outage })
      {
        found[place].queues.append(queue)
      } else {
        found.append(GuestOutage(adapter: queue.adapter, outage: outage, queues: [queue]))
      }
    }
    return found
  }

  /// The mdevs that own queues which could not be read: one that is being removed, or `matrix` that
  /// is not safe to read.
  public var hiddenMdevs: [Mdev] {
    snapshot.mdevs.filter { $0.assigned == nil && $0.state != .detached }
  }
}

extension HostAnalysis {
  /// The adapters without a card driver of which a queue waits that the masks reserve.
  ///
  /// Whatever makes the bus look at such a queue, every change of a mask too, crashes the kernel as
  /// long as the driver `cex4queue` is there.
  public var endangeredAdapters: AdapterSet {
    guard snapshot.drivers.contains(DriverName.hostQueue) else { return [] }
    let bare = AdapterSet(snapshot.cards.lazy.filter { $0.driver == nil }.map(\.id))
    guard !bare.isEmpty else { return [] }
    let waiting = snapshot.queues.lazy.filter { queue in
      queue.driver == nil && queue.driverOverride == nil && bare.contains(queue.id.adapter)
        && snapshot.bus.reservesByMasks(queue.id) == true
    }
    return AdapterSet(waiting.map(\.id.adapter))
  }
}
