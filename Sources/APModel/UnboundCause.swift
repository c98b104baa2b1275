/// Why a queue has no driver.
public enum UnboundCause: Hashable, Sendable {
  /// The vfio_ap module is not loaded.
  case moduleNotLoaded
  /// `driver_override` names another driver, which is not there or does not want it.
  case override(String)
  /// The masks reserve the queue for the host, and no host driver has it.
  case reservedForHost
  /// The masks reserve it, and this host hands over by `driver_override`, which it has not.
  case noOverride
  /// `drivers_autoprobe` is off, so a new queue waits to be probed.
  case autoprobeOff
  /// `drivers_autoprobe` is off, and nobody is there who would probe it.
  case unkept
  /// It was unbound by hand.
  case unbound
}
