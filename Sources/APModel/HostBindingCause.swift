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
  /// Not both masks could be read.
  case unknown
}

extension HostBindingCause {
  /// The fact, as half a sentence.
  func fact(_ words: QueueWords) -> String {
    switch self {
    case .masks: "reserved by apmask and aqmask"
    case .noOverride:
      "\(words.they) \(words.have) no driver_override, by which this host hands queues over"
    case .override: "by \(words.their) driver_override"
    case .staleOverride(let name):
      "\(words.their) driver_override names \(name), which counts only when \(words.they)"
        + " \(words.are) probed again"
    case .leftover: "although the masks give \(words.them) to vfio_ap"
    case .unknown: "and not both masks could be read, which may say so"
    }
  }

  /// What takes the queues from the host driver and gives them to vfio_ap.
  func remedy(_ words: QueueWords) -> String {
    switch self {
    case .masks: words.clearedBits
    case .noOverride:
      "write \(DriverName.vfioAP) to driver_override of \(words.list), then unbind and probe"
        + " \(words.each), or run apmatrix apply with ownership: driver-override; while any queue"
        + " has or had an override, the kernel refuses mask writes"
    case .staleOverride(DriverName.vfioAP), .leftover:
      "unbind \(words.list) from \(words.their) driver and write \(words.each) to drivers_probe"
    case .unknown: "see what status says about apmask and aqmask"
    case .override, .staleOverride:
      "set driver_override of \(words.list) to vfio_ap, then unbind and probe \(words.each)"
    }
  }
}
