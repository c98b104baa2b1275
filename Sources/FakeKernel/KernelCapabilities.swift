/// What one kernel does and another does not, each difference a switch of its own.
///
/// The names of the raw values are the words of the state file and of `apmatrix fake create`.
public struct KernelCapabilities: OptionSet, Hashable, Sendable {
  /// One bit a difference.
  public let rawValue: UInt32

  /// Makes a set of capabilities from its bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Queues have `ap_functions`, the bus has `features` (6.4).
  public static let busFeatures = KernelCapabilities(rawValue: 1 << 0)
  /// The nodes of VFIO devices have numbers, so their events carry MAJOR and MINOR (6.2).
  public static let deviceNodes = KernelCapabilities(rawValue: 1 << 1)
  /// Adapters that a filter drops have their queues reset (6.8).
  public static let resetsDropped = KernelCapabilities(rawValue: 1 << 2)
  /// A queue passes the filter after a reset that found it deconfigured or checkstopped (6.9).
  public static let passesUnusable = KernelCapabilities(rawValue: 1 << 3)
  /// `BINDINGS=complete` is sent once a rearming, at the end of scans (6.9); before, at every probe.
  public static let rearmsBindings = KernelCapabilities(rawValue: 1 << 4)
  /// A checkstop takes cards and queues offline and refuses `online` (6.5).
  public static let checkstopIsOffline = KernelCapabilities(rawValue: 1 << 5)
  /// Bus attributes parse numbers with `kstrtoul` and `kstrtobool`, so a poll timeout of 0 is taken.
  public static let strictNumbers = KernelCapabilities(rawValue: 1 << 6)
  /// Mediated devices have `ap_config` (6.10).
  public static let apConfig = KernelCapabilities(rawValue: 1 << 7)
  /// The matrix device has `features` (6.12).
  public static let matrixFeatures = KernelCapabilities(rawValue: 1 << 8)
  /// `matrix` is cut at the page's end (6.17); before, the kernel writes past it.
  public static let boundedMatrix = KernelCapabilities(rawValue: 1 << 9)
  /// Queues have `driver_override` and the bus `bindings_complete_count` (6.19).
  public static let driverOverride = KernelCapabilities(rawValue: 1 << 10)
  /// A mask bit of an assigned adapter or domain is refused whatever the other mask says (6.19).
  public static let wideVeto = KernelCapabilities(rawValue: 1 << 11)

  /// A new queue is reset by the bus itself and counts requests before it has a driver.
  public static let startsNewQueues = KernelCapabilities(rawValue: 1 << 12)
  /// A VFIO device is deleted before its removal waits for the guest (6.6); before, afterwards.
  public static let deletesBeforeWait = KernelCapabilities(rawValue: 1 << 13)
  /// A boolean may be `enabled` or `disabled` too (after 6.12).
  public static let enabledWords = KernelCapabilities(rawValue: 1 << 14)

  /// vfio_ap waits for the end of every reset and holds its locks meanwhile (after 6.1); before, it
  /// gives up at once.
  public static let waitsForResets = KernelCapabilities(rawValue: 1 << 15)

  /// The random number source asks no card at boot (after 6.1); before, the first CCA queue gets one
  /// request.
  public static let quietBoot = KernelCapabilities(rawValue: 1 << 16)

  /// Linux 6.1 with its stable backports.
  public static let linux6_1: KernelCapabilities = []

  /// Linux 6.12 with its stable backports.
  public static let linux6_12: KernelCapabilities = [
    .busFeatures, .deviceNodes, .resetsDropped, .passesUnusable, .rearmsBindings,
    .checkstopIsOffline, .strictNumbers, .apConfig, .matrixFeatures,
    .startsNewQueues, .deletesBeforeWait, .waitsForResets,
    .quietBoot,
  ]

  /// Linux 7.1, and 7.2, which differs from it in nothing that is modelled.
  public static let linux7_1 = linux6_12.union([
    .boundedMatrix, .driverOverride, .wideVeto, .enabledWords,
  ])

  /// The capabilities by the word that names them, in the order of their bits.
  static let words: [(String, KernelCapabilities)] = [
    ("bus-features", .busFeatures), ("device-nodes", .deviceNodes),
    ("resets-dropped", .resetsDropped), ("passes-unusable", .passesUnusable),
    ("rearms-bindings", .rearmsBindings), ("checkstop-is-offline", .checkstopIsOffline),
    ("strict-numbers", .strictNumbers), ("ap-config", .apConfig),
    ("matrix-features", .matrixFeatures), ("bounded-matrix", .boundedMatrix),
    ("driver-override", .driverOverride), ("wide-veto", .wideVeto),
    ("starts-new-queues", .startsNewQueues), ("deletes-before-wait", .deletesBeforeWait),
    ("enabled-words", .enabledWords), ("waits-for-resets", .waitsForResets),
    ("quiet-boot", .quietBoot),
  ]

  /// The preset for a kernel of which transcripts or trees exist.
  ///
  /// - Parameter kernel: `6.1`, `6.12`, `7.1`, `7.2`, or a release such as `6.12.107`.
  /// - Returns: nil for a kernel that was never recorded.
  public init?(kernel: String) {
    switch kernel.split(separator: ".").prefix(2).joined(separator: ".") {
    case "6.1": self = .linux6_1
    case "6.12": self = .linux6_12
    case "7.1", "7.2": self = .linux7_1
    default: return nil
    }
  }
}
