public import APModel

/// What one look showed of all that the history follows.
public struct HostSight: Hashable, Sendable {
  /// Whose a queue is by assignment.
  public enum Claim: Hashable, Sendable {
    /// No mdev's.
    case none
    /// This mdev's.
    case guest(String)
    /// That could not be told.
    case unknown
  }

  /// Where a queue that has a device was.
  public struct Place: Hashable, Sendable {
    /// Its driver; nil for none.
    public var driver: String?
    /// Whose it is by assignment.
    public var claim: Claim

    /// Who had it.
    public var holder: Holder { Holder(driver: driver, claim) }

    /// Names a place.
    public init(driver: String?, claim: Claim) {
      self.driver = driver
      self.claim = claim
    }
  }

  /// What a guest was.
  public struct Guest: Hashable, Sendable {
    /// What a person calls it; nil for nothing but its uuid.
    public var name: String?
    /// How far its mdev was there.
    public var state: Mdev.State
    /// What was assigned; nil if it could not be read.
    public var assigned: Matrix?
    /// What the guest got; nil if that could not be told.
    public var effective: Matrix?
    /// Whether it ran; nil if no queue could tell.
    public var isRunning: Bool?
  }

  /// What a card was; a part is nil where it could not be read.
  public struct CardState: Hashable, Sendable {
    /// Its driver; nil for none.
    public var driver: String?
    /// Whether it was configured on.
    public var isConfigured: Bool?
    /// Whether it was checkstopped.
    public var isCheckstopped: Bool?
    /// Its generation and mode as zcrypt names them, `CEX8C`; only a driver shows it.
    public var type: String?
    /// What it was set up as.
    public var mode: CardMode?
  }

  /// The queues that had a device.
  public var places: [APQN: Place] = [:]
  /// The mdevs by uuid.
  public var guests: [String: Guest] = [:]
  /// The cards that had a device.
  public var cards: [AdapterID: CardState] = [:]
  /// `apmask`; nil if it could not be read.
  public var adapterMask: AdapterSet?
  /// `aqmask`; nil if it could not be read.
  public var domainMask: DomainSet?
  /// The overrides of queues; nil if not all of them were read.
  public var overrides: [APQN: String]?
  /// Whether the mdevs could not be listed.
  var hidesGuests = false
  /// The queues whose override could not be read.
  var unreadOverrides: Set<APQN> = []
  /// What in it is older than the look, because that could not read it, and when it was read last.
  var recalled: [Part: Moment] = [:]

  /// A host without anything.
  public init() {}
}

extension HostSight {
  /// What a read showed that has asked for each override.
  ///
  /// - Parameters:
  ///   - analysis: the read and what follows from it.
  ///   - names: what a person calls guests, by uuid.
  /// - Returns: nil if it was not seen who has what: then nothing may be concluded.
  public init?(_ analysis: HostAnalysis, names: [String: String]) {
    let snapshot = analysis.snapshot
    guard snapshot.knowsBindings, !snapshot.isTorn else { return nil }
    self.init()
    places.reserveCapacity(snapshot.queues.count)
    for (queue, ownership) in zip(snapshot.queues, analysis.ownerships) {
      places[queue.id] = Place(driver: queue.driver, claim: Self.claim(ownership))
    }
    for guest in analysis.guests {
      let mdev = guest.mdev
      guests[mdev.uuid] = Guest(
        name: names[mdev.uuid] ?? mdev.process?.name, state: mdev.state, assigned: mdev.assigned,
        effective: guest.source == .unknown ? nil : guest.effective, isRunning: mdev.isInUse)
    }
    for card in snapshot.cards {
      cards[card.id] = CardState(
        driver: card.driver, isConfigured: card.isConfigured, isCheckstopped: card.isCheckstopped,
        type: card.type, mode: card.mode)
    }
    hidesGuests = snapshot.hidesMdevs
    adapterMask = snapshot.bus.adapterMask
    domainMask = snapshot.bus.domainMask
    guard snapshot.capabilities.driverOverride else { return }
    unreadOverrides = snapshot.unreadOverrides
    overrides = Dictionary(
      snapshot.queues.compactMap { queue in queue.driverOverride.map { (queue.id, $0) } }
    ) { first, _ in first }
  }

  private static func claim(_ ownership: QueueOwnership) -> Claim {
    switch ownership.owner {
    case .unreadableGuest, .somebody: .unknown
    default: ownership.claims.first.map { .guest($0) } ?? .none
    }
  }
}
