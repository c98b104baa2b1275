import Reconcile

/// Paths of the host that findings name.
enum HostPath {
  /// The directory of an mdev.
  static func mdev(_ uuid: String) -> String { "/sys/devices/vfio_ap/matrix/\(uuid)" }

  /// mdevctl's definition of an mdev.
  static func definition(_ uuid: String) -> String {
    "\(MdevctlDefinition.standardDirectory)/\(uuid)"
  }
}
