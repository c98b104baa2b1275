extension HostBindingCause {
  /// The fact, as half a sentence.
  var fact: String {
    switch self {
    case .masks: "reserved by apmask and aqmask"
    case .noOverride: "it has no driver_override, by which this host hands queues over"
    case .override: "by its driver_override"
    case .staleOverride(let name):
      "its driver_override names \(name), which counts only when it is probed again"
    case .leftover: "although the masks give it to vfio_ap"
    }
  }

  /// What takes the queue from the host driver and gives it to vfio_ap.
  func remedy(_ queue: APQN) -> String {
    switch self {
    case .masks:
      "clear \(queue.adapter.hexadecimal) in apmask or \(queue.domain.hexadecimal) in aqmask"
    case .noOverride:
      "write \(DriverName.vfioAP) to driver_override of \(queue), then unbind and probe it, or"
        + " run apmatrix apply with ownership: driver-override; while any queue has or had an"
        + " override, the kernel refuses mask writes"
    case .override: "set driver_override of \(queue) to vfio_ap, then unbind and probe it"
    case .staleOverride(DriverName.vfioAP), .leftover:
      "unbind \(queue) from its driver and write it to drivers_probe"
    case .staleOverride: "set driver_override of \(queue) to vfio_ap, then unbind and probe it"
    }
  }
}
