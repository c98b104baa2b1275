import APModel

extension Hardware {
  /// Why the machine can't change so, as a sentence without a full stop; nil if it can.
  public func refusal(of change: HardwareChange) -> String? {
    switch change {
    case .addAdapter(let adapter, _, _):
      adapter > highestAdapter
        ? "the machine has no adapter \(adapter): its highest is \(highestAdapter)" : nil
    case .removeAdapter(let adapter), .configure(let adapter, _), .checkstop(let adapter, _):
      absence(of: adapter)
    case .checkstopQueue(let queue, _), .availableQueue(let queue, _), .slowReset(let queue, _):
      absence(of: queue.adapter) ?? absence(of: queue.domain)
    case .domain(let domain, true), .controlDomain(let domain, true):
      domain > highestDomain
        ? "the machine has no domain \(domain): its highest is \(highestDomain)" : nil
    case .domain(let domain, false): absence(of: domain)
    case .controlDomain(let domain, false):
      controlDomains.contains(domain)
        ? nil : "the host has no control domain \(domain); it has \(Self.list(controlDomains))"
    }
  }

  /// The highest that a machine can have which does not tell its configuration.
  private var highestAdapter: AdapterID { hasQCI ? maxAdapter : min(maxAdapter, AdapterID(63)) }
  private var highestDomain: DomainID { hasQCI ? maxDomain : min(maxDomain, DomainID(15)) }

  private func absence(of adapter: AdapterID) -> String? {
    guard adapters[adapter]?.isPresent != true else { return nil }
    let present = AdapterSet(adapters.filter(\.value.isPresent).map(\.key))
    return "the host has no adapter \(adapter); it has \(Self.list(present))"
  }

  private func absence(of domain: DomainID) -> String? {
    guard !domains.contains(domain) else { return nil }
    return "the host has no usage domain \(domain); it has \(Self.list(domains))"
  }

  private static func list<ID>(_ set: IdentifierSet<ID>) -> String {
    set.isEmpty ? "none" : "\(set)"
  }
}

extension FakeKernel {
  /// Why the machine can't change as some operations want it to; nil if it can.
  public func refusal(of operations: [HostOperation]) -> String? {
    var changed = hardware
    for operation in operations {
      guard case .hardware(let change) = operation else { continue }
      if let refusal = changed.refusal(of: change) {
        // What is there is what was there before all of it.
        return hardware.refusal(of: change) ?? refusal
      }
      changed.apply(change)
    }
    return nil
  }
}
