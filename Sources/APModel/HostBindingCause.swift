/// Why a host driver has a queue.
public enum HostBindingCause: Hashable, Sendable {
  /// apmask and aqmask both reserve it.
  case masks
  /// Its `driver_override` names the host driver.
  case override
  /// Neither: it kept its driver although the masks give it to vfio_ap.
  case leftover
}
