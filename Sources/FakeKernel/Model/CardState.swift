import APModel

/// One card device of the AP bus and its queue devices, as sets of domains.
///
/// One set a property, and not one record a queue: an operation on a row of the matrix is then a few
/// word operations, however many queues the row has.
struct CardState: Hashable, Sendable {
  /// The type that the hardware reported when the device was made.
  let type: Int
  /// Whether no driver of this model takes the card: their tables of devices begin with CEX4, type 10.
  var isTooOld: Bool { type < 10 }
  /// The mode that the hardware reported then.
  let mode: CardMode
  /// The card's place in the bus's list of devices.
  let created: Int
  /// Whether `cex4card` is bound.
  var isBound = false
  /// The kernel's view of the configuration state.
  var isConfigured: Bool
  /// The kernel's view of the checkstop state.
  var isCheckstopped: Bool
  /// zcrypt's own flag.
  var isOnline = true

  /// The domains that have a queue device.
  var queues: DomainSet = []
  /// The queues bound to `cex4queue`.
  var host: DomainSet = []
  /// The queues bound to `vfio_ap`.
  var vfio: DomainSet = []
  /// The queues that the kernel holds for configured off.
  var deconfigured: DomainSet = []
  /// The queues that the kernel holds for checkstopped.
  var checkstopped: DomainSet = []
  /// The queues bound to `cex4queue` whose zcrypt flag is off.
  var offline: DomainSet = []
  /// The queues bound to `cex4queue` when the card last got its driver: zcrypt counts them as queues
  /// of the card that it had before.
  var orphans: DomainSet = []
  /// The orphans whose card was offline when it lost its driver.
  var offlineOrphans: DomainSet = []
  /// When each bound queue got its driver: its place among all bindings of the bus.
  var boundAt: [DomainID: Int] = [:]
  /// The queues whose state machine does not run, so that they count no requests.
  var uninitiated: DomainSet = []

  /// The queues bound to `vfio_ap` whose last reset did not find them.
  var lost: DomainSet = []
  /// The queues bound to `vfio_ap` whose last reset ended deconfigured or checkstopped.
  var unusable: DomainSet = []

  /// The queues whose reset vfio_ap waits for, while the hardware answers that it is in progress.
  var resetting: DomainSet = []

  /// The requests that were sent to the card since it came, or since the count was cleared.
  var requestCount = 0
  /// The same for each queue that got any; it stays with the queue when the driver changes.
  var requests: [DomainID: Int] = [:]
  /// How many requests of a queue wait for the card's answer; a queue with none is not in here.
  var pending: [DomainID: Int] = [:]

  /// Each queue's place in the bus's list of devices.
  var places: [DomainID: Int] = [:]
  /// The drivers that `driver_override` names.
  var overrides: [DomainID: String] = [:]
  /// The queues that have an override.
  var overridden: DomainSet = []

  /// The queues without a driver.
  var unbound: DomainSet { queues.subtracting(host).subtracting(vfio) }

  /// The queues of a set in the order in which their devices were made.
  func inOrder(_ domains: DomainSet) -> [DomainID] {
    domains.sorted { places[$0, default: 0] < places[$1, default: 0] }
  }
}

extension AdapterID {
  /// The place of the adapter in a table of all adapters.
  var index: Int { Int(number) }
}
