/// The AP bus as its own attributes describe it, `/sys/bus/ap/*`.
///
/// A value is nil where the kernel has no such attribute, or the attribute could not be understood
/// (then the snapshot's problems say so).
public struct BusState: Hashable, Sendable {
  /// `apmask`: the adapters that are reserved for host drivers.
  public var adapterMask: AdapterSet?
  /// `aqmask`: the domains that are reserved for host drivers.
  public var domainMask: DomainSet?
  /// `ap_adapter_mask`, `ap_usage_domain_mask`, `ap_control_domain_mask`: the host configuration as
  /// the last scan fetched it; nil where the machine does not tell it.
  public var hostConfiguration: Matrix?
  /// Whether those three say `not supported`: the machine has no QCI facility.
  public var lacksHostConfiguration = false
  /// `ap_max_adapter_id`: the highest usable adapter number, 0 to 255.
  public var maximumAdapter: AdapterID?
  /// `ap_max_domain_id`: the highest usable domain number, 0 to 255.
  public var maximumDomain: DomainID?
  /// `ap_domain`: the default domain of host requests; nil also for -1, none.
  public var defaultDomain: DomainID?
  /// `bindings`: how many queue devices have a driver.
  public var bindings: Bindings?
  /// `bindings_complete_count`: how often all queues had a driver.
  public var bindingsCompleteCount: Int?
  /// `scans`: the completed scans of the bus.
  public var scans: Int?
  /// `features`: the words of the machine's AP facilities; nil where the kernel has no such file.
  public var features: [String]?
  /// `config_time`: seconds between two scans.
  public var configTime: Int?
  /// `poll_timeout`: nanoseconds.
  public var pollTimeout: Int?
  /// `poll_thread`: whether the polling thread runs.
  public var pollThread: Bool?
  /// `ap_interrupts`: whether the adapters interrupt.
  public var interrupts: Bool?
  /// `drivers_autoprobe`: whether new devices are given to a driver by themselves.
  public var driversAutoprobe: Bool?

  /// A bus of which nothing is known yet.
  public init() {}

  /// The control domains that a guest gets of those that it is assigned.
  ///
  /// vfio_ap ANDs them with its copy of the host's, which stays empty on a machine that tells none.
  ///
  /// - Returns: all of them while the host's are unknown.
  public func passedControlDomains(_ assigned: DomainSet) -> DomainSet {
    if lacksHostConfiguration { return [] }
    return hostConfiguration.map { assigned.intersection($0.controlDomains) } ?? assigned
  }

  /// Whether the masks reserve the queue for host drivers; nil while a mask is unknown.
  ///
  /// A queue is reserved if both its adapter and its domain are, `Documentation/arch/s390/vfio-ap.rst`.
  public func reservesByMasks(_ queue: APQN) -> Bool? {
    guard let adapterMask, let domainMask else { return nil }
    return adapterMask.contains(queue.adapter) && domainMask.contains(queue.domain)
  }

  /// Whether both masks are known and all ones.
  public var reservesAll: Bool { adapterMask == .all && domainMask == .all }
}

extension BusState {
  /// That the machine has no such adapter, as half a sentence; nil if it may.
  public func lack(of adapter: AdapterID) -> String? {
    guard let maximumAdapter, adapter > maximumAdapter else { return nil }
    return "this machine has no adapter above \(maximumAdapter)"
  }

  /// That the machine has no such domain, as half a sentence; nil if it may.
  public func lack(of domain: DomainID) -> String? {
    guard let maximumDomain, domain > maximumDomain else { return nil }
    return "this machine has no domain above \(maximumDomain)"
  }
}

/// The text of `/sys/bus/ap/bindings`: queues with a driver, and all queues.
public struct Bindings: Hashable, Sendable, CustomStringConvertible {
  /// Queue devices that have a driver.
  public let bound: Int
  /// All queue devices; cards are not counted.
  public let total: Int
  /// Whether the kernel says `(complete)`: at least one scan has finished and all have a driver.
  public let isComplete: Bool

  /// Reads `8/8 (complete)` or `3/8`; anything else gives nil.
  public init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 1 || (words.count == 2 && words[1] == "(complete)") else { return nil }
    let numbers = words[0].split(separator: "/", omittingEmptySubsequences: false)
    guard numbers.count == 2, let bound = Int(numbers[0]), let total = Int(numbers[1]),
      0 <= bound, bound <= total
    else { return nil }
    self.bound = bound
    self.total = total
    isComplete = words.count == 2
  }

  /// The text as the kernel prints it.
  public var description: String { "\(bound)/\(total)" + (isComplete ? " (complete)" : "") }
}
