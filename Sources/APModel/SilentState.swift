/// The part of a host that changes without any event: what has to be looked at now and then.
///
/// Assignments and overrides by other writers, guests that start and stop, control domains, checkstops. Made of a
/// whole snapshot or of a few reads, so that the two can be compared.
public struct SilentState: Hashable, Sendable {
  /// One mediated device.
  public struct Device: Hashable, Sendable {
    /// What is assigned; nil if it could not be read.
    public var assigned: Matrix?
    /// Whether a guest has it open; nil if no queue could tell.
    public var isInUse: Bool?

    /// A device of which nothing is known.
    public init() {}
  }

  /// `apmask`; nil if it could not be read.
  public var adapterMask: AdapterSet?
  /// `aqmask`; nil if it could not be read.
  public var domainMask: DomainSet?
  /// Whether what appears gets a driver by itself; nil if it could not be read.
  public var driversAutoprobe: Bool?
  /// The host's configuration; nil if it could not be read, or the machine tells none.
  public var hostConfiguration: Matrix?
  /// `bindings`: how many queues have a driver; tells of lost events, too.
  public var bindings: Bindings?
  /// The devices by uuid.
  public var devices: [String: Device] = [:]
  /// Whether adapters are checkstopped.
  public var checkstops: [AdapterID: Bool] = [:]
  /// The drivers that `driver_override` names, by queue.
  public var overrides: [APQN: String] = [:]
  /// Why queues of guests answer nothing, by queue; those that work, or could not be read, are not in it.
  public var outages: [APQN: Outage] = [:]

  /// A host of which nothing is known.
  public init() {}

  /// The silent part of a snapshot.
  public init(_ snapshot: HostSnapshot) {
    adapterMask = snapshot.bus.adapterMask
    domainMask = snapshot.bus.domainMask
    hostConfiguration = snapshot.bus.hostConfiguration
    driversAutoprobe = snapshot.bus.driversAutoprobe
    bindings = snapshot.bus.bindings
    for mdev in snapshot.mdevs {
      devices[mdev.uuid, default: Device()].assigned = mdev.assigned
      devices[mdev.uuid]?.isInUse = mdev.isInUse
    }
    for card in snapshot.cards { checkstops[card.id] = card.isCheckstopped }
    for queue in snapshot.queues {
      overrides[queue.id] = queue.driverOverride
      outages[queue.id] = Outage(
        isConfigured: queue.details?.isConfigured, isCheckstopped: queue.details?.isCheckstopped)
    }
  }
}
