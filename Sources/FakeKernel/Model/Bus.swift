import APModel

/// The AP bus's own variables.
struct Bus: Hashable, Sendable {
  /// The adapters reserved for default drivers.
  var apmask = AdapterSet.all
  /// The domains reserved for default drivers.
  var aqmask = DomainSet.all
  /// The host's configuration as the last scan fetched it.
  var configuration = Matrix()
  /// The default domain; -1 before one was found.
  var defaultDomain: Int32 = -1
  /// Finished scans.
  var scans: UInt64 = 0
  /// Whether `BINDINGS=complete` is due.
  var isArmed = true
  /// How often `BINDINGS=complete` was sent.
  var completeCount: UInt64 = 0
  /// Seconds between scans.
  var configTime = 30
  /// Whether the poll thread runs.
  var pollsInThread = false
  /// Nanoseconds between polls.
  var pollTimeout: UInt64 = 250_000
  /// Whether a new device is bound by itself.
  var probesAutomatically = true
  /// Whether a mask was ever changed through sysfs and is not all ones now.
  var masksAreInUse = false
  /// The overrides set and not cleared; the kernel forgets to count one down when its queue leaves.
  var overrideCount = 0
  /// The place of the next device in the bus's list.
  var nextPlace = 0
  /// The place of the next binding of a queue among all bindings.
  var nextBinding = 0
  /// Whether the mdev bus is there; it stays when vfio_ap goes.
  var hasMdevBus = false
  /// What `drivers_autoprobe` of the mdev bus shows; its devices are bound by name whatever it says.
  var mdevAutoprobe = true
  /// What `drivers_autoprobe` of the matrix bus shows.
  var matrixAutoprobe = true
  /// What the kernel was given at boot.
  var parameters = BootParameters()
  /// Whether zcrypt is part of the kernel, so that its drivers have no module.
  var hasBuiltInZcrypt = false
  /// The AP drivers that are loaded.
  var drivers: Set<BusDriver> = []
}
