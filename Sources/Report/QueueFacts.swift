import APModel

/// What a host's analysis has about one queue.
///
/// A class, since what is said of a queue hands it on from type to type, and it is large.
final class QueueFacts {
  let analysis: HostAnalysis
  let name: APQN
  let queue: Queue?
  let card: Card?
  /// The guests that it is known to be assigned to.
  let claimants: [GuestAnalysis]

  init(_ analysis: HostAnalysis, _ name: APQN) {
    self.analysis = analysis
    self.name = name
    queue = analysis.snapshot.queues.first { $0.id == name }
    card = analysis.snapshot.cards.first { $0.id == name.adapter }
    claimants = analysis.guests.filter { $0.mdev.assigned?.contains(name) ?? false }
  }

  /// What could not be read, so that its card is not known, nor what that has; nil if it is known.
  var unreadPath: String? {
    guard card == nil else { return nil }
    if analysis.snapshot.hidesDevices { return "bus/ap/devices" }
    return analysis.snapshot.isUnread(cardPath) ? cardPath : nil
  }

  /// Whether its `driver_override` could not be read.
  var hidesOverride: Bool { analysis.snapshot.isUnread(name.devicePath("driver_override")) }

  /// The directory of its card below the mount point.
  var cardPath: String { "devices/ap/\(name.adapter.cardName)" }

  /// Whether vfio_ap says that it is assigned although no mdev that was read has it.
  var hasHiddenOwner: Bool { ownership?.owner == .unreadableGuest }

  /// Whether it may be one of the mdevs' that could not be read, and nothing tells.
  var mayHaveHiddenOwner: Bool { ownership?.owner == .somebody }

  /// Whether a driver of the host has it although it is assigned to a guest.
  var isExposed: Bool { isHosts && ownership?.isConflict == true }

  /// The file in which somebody has set offline a queue of the host that would answer; nil if nobody has.
  ///
  /// zcrypt passes a card over that is offline, whatever its queues' own files say, and refuses a queue's own 1
  /// meanwhile; it sets them online with the card.
  var offlinePlace: String? {
    guard isHosts, analysis.outage(of: name) == nil else { return nil }
    if isOnOfflineCard { return cardPath + "/online" }
    return queue?.details?.isOnline == false ? name.devicePath("online") : nil
  }

  /// Whether the card as a whole is offline.
  var isOnOfflineCard: Bool { card?.isOnline == false }

  /// Whether a driver of the host has it.
  private var isHosts: Bool { ownership.map { OwnerKind($0.owner) == .host } ?? false }

  /// Whether a running guest uses it.
  var isInUse: Bool { ownership?.isInUse ?? false }

  /// What the next probe does to it; nil if it stays with its guest.
  var probeLoss: ProbeLoss? {
    claimants.lazy.flatMap(\.losses).compactMap { [name] in $0.narrowed(to: name) }.first
  }

  /// Whether the override names another driver than the one that still has the queue.
  var isWaitingForProbe: Bool {
    guard let queue, let override = queue.driverOverride else { return false }
    return queue.driver != nil && queue.driver != override
  }

  /// Whether a host driver has what the masks leave to vfio_ap, until the next mask write.
  var isOvertaken: Bool { queue.map(analysis.snapshot.isOvertaken) ?? false }

  /// The driver that a probe would give the queue to; nil if none, or the masks are not known.
  var nextDriver: String? {
    if let override = queue?.driverOverride {
      return DriverName.ofQueues.contains(override) ? override : nil
    }
    return analysis.snapshot.bus.reservesByMasks(name).map {
      $0 ? hostDrivers.queue : DriverName.vfioAP
    }
  }

  /// The drivers that the host has, or would have, for such a queue and its card.
  var hostDrivers: HostDrivers { card?.hostDrivers ?? .current }

  /// Whether the host's driver is loaded and the card has none: then a queue of it that gets to the
  /// host's driver crashes the kernel.
  var endangersKernel: Bool {
    card?.driver == nil && analysis.snapshot.drivers.contains(hostDrivers.queue)
  }

  private var ownership: QueueOwnership? { analysis.ownerships.first { $0.queue == name } }
}
