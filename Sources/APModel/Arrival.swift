/// Who gets a queue that is not there when it appears on the bus.
///
/// An override lives in the queue's device, so that what appears has none and the masks decide
/// (`ap_device_probe`).
public enum Arrival: Hashable, Sendable {
  /// vfio_ap, and by it the guest that it is assigned to.
  case toGuests
  /// A driver of the host.
  case toHost
  /// Nobody: `drivers_autoprobe` is 0.
  case toNobody
  /// That can't be told: not both masks could be read.
  case unknown
}

extension BusState {
  /// Who gets a queue when it appears.
  public func arrival(of queue: APQN) -> Arrival {
    if driversAutoprobe == false { return .toNobody }
    return reservesByMasks(queue).map { $0 ? .toHost : .toGuests } ?? .unknown
  }

  /// What becomes of a queue that is nobody's when it appears.
  public var arrivalOfOthers: Arrival { driversAutoprobe == false ? .toNobody : .toGuests }
}

extension Arrival {
  /// A step that brings the queue there, with what has to be done before and after it.
  ///
  /// - Parameter ending: what follows where the kernel does the rest.
  func remedy(_ step: String, ending: String = "; the kernel adds it by itself") -> String {
    switch self {
    case .toGuests: step + ending
    case .toHost:
      "first \(HostSnapshot.returnRemedy), since a driver of the host gets it otherwise; then \(step)"
    case .unknown:
      "first see what status says about apmask and aqmask: by them a driver of the host may get the queue when it"
        + " appears; then \(step)"
    case .toNobody:
      "\(step), after apmatrix release unless the agent that holds new queues runs (drivers_autoprobe is 0, and"
        + " without a driver what comes takes its adapter from the guest)"
    }
  }
}
