public import APModel

/// One thing that happens to a fake host.
public enum HostOperation: Hashable, Sendable {
  /// One write(2) to an attribute; the path is relative to `/sys`.
  case write(path: String, data: [UInt8])
  /// The hardware changes.
  case hardware(HardwareChange)
  /// A guest opens or closes a mediated device through VFIO.
  case guest(uuid: String, open: Bool)
  /// Programs of the host send requests to a queue, after which some number waits for an answer.
  case requests(APQN, sent: Int, pending: Int)
  /// A scan of the bus, as its timer would start it.
  case scan
  /// A module is loaded.
  case load(BusDriver)
  /// A module is unloaded.
  case unload(BusDriver)
  /// The kernel dies, for the reason that is given.
  case crash(String)
}

/// A change of the hardware; the kernel notices it at its next scan.
public enum HardwareChange: Hashable, Sendable {
  /// An adapter appears, configured and healthy; if it is there, only its type and mode change.
  case addAdapter(AdapterID, type: Int, mode: CardMode)
  /// An adapter leaves the host's configuration.
  case removeAdapter(AdapterID)
  /// An adapter is configured on or off.
  case configure(AdapterID, Bool)
  /// A whole adapter enters or leaves the checkstop state.
  case checkstop(AdapterID, Bool)
  /// One queue enters or leaves the checkstop state.
  case checkstopQueue(APQN, Bool)
  /// One queue answers, or stops to answer, although the configuration has it.
  case availableQueue(APQN, Bool)
  /// One queue's resets take until further notice, or end.
  case slowReset(APQN, Bool)
  /// A usage domain joins or leaves the host's configuration.
  case domain(DomainID, Bool)
  /// A control domain joins or leaves the host's configuration.
  case controlDomain(DomainID, Bool)
}

extension Hardware {
  /// Makes the change.
  mutating func apply(_ change: HardwareChange) {
    switch change {
    case .addAdapter(let adapter, let type, let mode):
      if adapters[adapter]?.isPresent == true {
        adapters[adapter]?.type = type
        adapters[adapter]?.mode = mode
      } else {
        adapters[adapter] = HardwareAdapter(type: type, mode: mode)
      }
    case .removeAdapter(let adapter): adapters[adapter]?.isPresent = false
    case .configure(let adapter, let on): adapters[adapter]?.isConfigured = on
    case .checkstop(let adapter, let on): adapters[adapter]?.isCheckstopped = on
    case .checkstopQueue(let queue, let on):
      adapters[queue.adapter]?.checkstoppedQueues.set(queue.domain, to: on)
    case .availableQueue(let queue, let on):
      adapters[queue.adapter]?.unavailableQueues.set(queue.domain, to: !on)
    case .slowReset(let queue, let on):
      adapters[queue.adapter]?.slowQueues.set(queue.domain, to: on)
    case .domain(let domain, let on): domains.set(domain, to: on)
    case .controlDomain(let domain, let on): controlDomains.set(domain, to: on)
    }
  }
}

extension IdentifierSet {
  /// Puts the identifier in or takes it out.
  mutating func set(_ member: ID, to isMember: Bool) {
    if isMember { insert(member) } else { remove(member) }
  }
}
