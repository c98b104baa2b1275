/// What this host's kernel can do, known by looking for the files and never by a version.
public struct HostCapabilities: Hashable, Sendable {
  /// `/sys/devices/vfio_ap/matrix` is there: the vfio_ap module is loaded.
  public var vfioAP = false
  /// mdevs have `guest_matrix` (Linux 6.0).
  public var guestMatrix = false
  /// mdevs were seen to be without (before Linux 6.0): then nothing tells what guests get.
  public var lacksGuestMatrix = false
  /// mdevs have `ap_config` (Linux 6.10).
  public var apConfig = false
  /// The AP bus has `features` (Linux 6.4).
  public var features = false
  /// Queues have `driver_override` (Linux 6.19).
  public var driverOverride = false
  /// A queue's directory has no `driver_override`.
  public var lacksDriverOverride = false
  /// Queues of vfio_ap have `status` (Linux 6.0).
  public var status = false
  /// The bus has `bindings_complete_count` (Linux 6.19).
  public var bindingsCompleteCount = false
  /// The words of `/sys/devices/vfio_ap/matrix/features` (Linux 6.12); nil if the file is missing.
  public var matrixFeatures: [String]?

  /// A host of which no capability was seen.
  public init() {}

  /// Whether mdevs have `ap_config`; where no mdev shows it, the features of vfio_ap tell.
  public var hasApConfig: Bool { apConfig || matrixFeatures?.contains("ap_config") ?? false }

  /// Whether the kernel is known to bound the text of `matrix` to its page.
  ///
  /// The bound came before the counter (between 6.13 and 6.17, and 6.19), so the counter proves it.
  public var formatsMatrixSafely: Bool { bindingsCompleteCount }
}
