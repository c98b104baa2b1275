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
  /// Not both masks could be read.
  case unknown
}

extension UnboundCause {
  /// The fact, as half a sentence.
  func fact(_ words: QueueWords) -> String {
    switch self {
    case .moduleNotLoaded: "the vfio_ap module is not loaded"
    case .override(let name): "\(words.their) driver_override names \(name)"
    case .reservedForHost: "the masks reserve \(words.them) for the host"
    case .noOverride:
      "\(words.they) \(words.have) no driver_override, by which this host hands queues over"
    case .autoprobeOff: "drivers_autoprobe is off"
    case .unkept: "drivers_autoprobe is 0 and nobody keeps this host"
    case .unknown: "and not both masks could be read, which say whose \(words.they) \(words.are)"
    case .unbound:
      "unbound by hand, or not probed since \(words.they) \(words.were) free for guests"
    }
  }

  /// What gives the queues to vfio_ap.
  ///
  /// Each of these is a write that no host driver answers: a queue that is given to one while its
  /// card has no driver crashes the kernel. Clearing a bit is no probe, the kernel leaves a queue
  /// without a driver alone then.
  func remedy(_ words: QueueWords) -> String {
    let place = "to /sys/bus/ap/drivers_probe"
    switch self {
    case .moduleNotLoaded: return "load vfio_ap (modprobe vfio_ap)"
    case .unknown: return "see what status says about apmask and aqmask"
    case .unkept: return "start the agent that keeps this host, or run apmatrix release"
    case .override(DriverName.vfioAP), .autoprobeOff, .unbound:
      return "write \(words.nameOrEach) \(place)"
    case .override, .noOverride:
      return "write \(DriverName.vfioAP) to driver_override of \(words.list), then write"
        + " \(words.each) \(place)"
    case .reservedForHost: return "\(words.clearedBits), then write \(words.nameOrEach) \(place)"
    }
  }
}
