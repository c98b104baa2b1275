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

/// What the kernel was given on its command line: `ap.apmask=` and `ap.aqmask=`.
///
/// `module/ap/parameters` shows these words for as long as the kernel runs, whatever the masks are by
/// then. Masks that are as they were given do not stand in the way of `driver_override`.
public struct BootParameters: Hashable, Sendable {
  /// The word for the adapters; nil if none was given, and every adapter is the host's.
  public var apmask: String?
  /// The word for the domains; nil if none was given, and every domain is the host's.
  public var aqmask: String?

  /// Nothing, or the words that were given.
  public init(apmask: String? = nil, aqmask: String? = nil) {
    self.apmask = apmask
    self.aqmask = aqmask
  }

  /// The adapters that the host has after boot.
  var adapters: AdapterSet { Self.mask(apmask) }

  /// The domains that the host has after boot.
  var domains: DomainSet { Self.mask(aqmask) }

  /// Relative terms start from an empty mask, and a word that can't be read leaves it empty.
  private static func mask<ID>(_ word: String?) -> IdentifierSet<ID> {
    guard let word else { return .all }
    return MaskWrite.applying(Array(word.utf8), to: []) ?? []
  }

  /// What a parameter's file shows of a word.
  static func text(_ word: String?) -> String { (word ?? "(null)") + "\n" }
}

/// A module that brings drivers of the AP bus.
public enum BusDriver: String, Hashable, Sendable, CaseIterable {
  /// `zcrypt_cex4`, with the drivers `cex4card` and `cex4queue`.
  case zcrypt
  /// `vfio_ap`, with the driver of the same name and the matrix device.
  case vfio
}
