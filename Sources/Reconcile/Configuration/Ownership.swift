/// The way in which queues are handed to vfio_ap; the kernel refuses to mix the two.
public enum Ownership: String, Hashable, Sendable, CaseIterable {
  /// `apmask` and `aqmask`: what they do not reserve is vfio_ap's.
  case masks
  /// `driver_override` of each queue (Linux 6.19).
  case driverOverride = "driver-override"
}
