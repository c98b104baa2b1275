/// Why a host driver has a queue.
public enum HostBindingCause: Hashable, Sendable {
  /// apmask and aqmask both reserve it.
  case masks
  /// apmask and aqmask reserve it, and this host hands over by `driver_override`, which it has not.
  case noOverride
  /// Its `driver_override` names the host driver.
  case override
  /// Its `driver_override` names another driver, and it was not probed again since.
  case staleOverride(String)
  /// None of these: it kept its driver although the masks give it to vfio_ap.
  case leftover
}
