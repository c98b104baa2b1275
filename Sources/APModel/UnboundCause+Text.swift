extension UnboundCause {
  /// The fact, as half a sentence.
  var fact: String {
    switch self {
    case .moduleNotLoaded: "the vfio_ap module is not loaded"
    case .override(let name): "its driver_override names \(name)"
    case .reservedForHost: "the masks reserve it for the host"
    case .noOverride: "it has no driver_override, by which this host hands queues over"
    case .autoprobeOff: "drivers_autoprobe is off"
    case .unbound: "it was unbound by hand"
    }
  }

  /// What gives the queue to vfio_ap.
  ///
  /// Each of these is a write that no host driver answers: a queue that is given to one while its
  /// card has no driver crashes the kernel. Clearing a bit is no probe, the kernel leaves a queue
  /// without a driver alone then.
  func remedy(_ queue: APQN) -> String {
    let probe = "write \(queue) to /sys/bus/ap/drivers_probe"
    switch self {
    case .moduleNotLoaded: return "load vfio_ap (modprobe vfio_ap)"
    case .override(DriverName.vfioAP), .autoprobeOff, .unbound: return probe
    case .override, .noOverride:
      return "write \(DriverName.vfioAP) to driver_override of \(queue), then \(probe)"
    case .reservedForHost:
      return "clear \(queue.adapter.hexadecimal) in apmask or \(queue.domain.hexadecimal) in"
        + " aqmask, then \(probe)"
    }
  }
}
