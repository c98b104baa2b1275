public import APModel

/// What a step does to somebody.
public enum Effect: Hashable, Sendable {
  /// Host drivers lose queues.
  case hostLoses(QueueSet)
  /// Host drivers get queues.
  case hostGains(QueueSet)
  /// A guest loses queues that it has, or would have when it starts.
  case guestLoses(name: String, isRunning: Bool, QueueSet)
  /// A guest gets queues, at once or when it starts.
  case guestGains(name: String, isRunning: Bool, QueueSet)
  /// A guest may no longer administer domains.
  case guestLosesControl(name: String, isRunning: Bool, DomainSet)
  /// A guest may administer more domains.
  case guestGainsControl(name: String, isRunning: Bool, DomainSet)
  /// The host's requests without a domain lose their default.
  case losesDefaultDomain(DomainID)

  /// Half a sentence: who, and what of whom.
  public var text: String {
    switch self {
    case .hostLoses(let queues): "takes \(QueueList.text(queues)) from the host"
    case .hostGains(let queues): "gives \(QueueList.text(queues)) to the host"
    case .guestLoses(let name, let isRunning, let queues):
      "\(GuestLabel.text(name))\(Self.running(isRunning)) loses \(QueueList.text(queues))"
    case .guestGains(let name, let isRunning, let queues):
      "\(GuestLabel.text(name))\(Self.running(isRunning)) gains \(QueueList.text(queues))"
    case .guestLosesControl(let name, let isRunning, let domains):
      "\(GuestLabel.text(name))\(Self.running(isRunning)) no longer controls domain \(domains)"
    case .guestGainsControl(let name, let isRunning, let domains):
      "\(GuestLabel.text(name))\(Self.running(isRunning)) controls domain \(domains)"
    case .losesDefaultDomain(let domain):
      "host requests without a domain lose their default, \(domain)"
    }
  }

  private static func running(_ isRunning: Bool) -> String { isRunning ? ", running," : "" }
}
