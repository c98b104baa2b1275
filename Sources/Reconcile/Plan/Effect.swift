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
  /// The queues that the step takes were used once, and no more within so many seconds.
  case foundQuiet(QueueSet, seconds: Int)
  /// What could not be looked at before queues are taken for idle, each as a half sentence.
  case unseenUse([String])
  /// Files of the host's programs of whose queues none is left to the host.
  case leavesNone([String])

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
    case .foundQuiet(let queues, seconds: 0):
      "\(QueueList.text(queues)) had requests once, and host-use-watch 0 asks no more"
    case .foundQuiet(let queues, let seconds):
      "\(QueueList.text(queues)) had requests once, and none in the last \(seconds) s"
    case .unseenUse(let gaps): "not looked at: \(gaps.joined(separator: "; "))"
    case .leavesNone(let files):
      "leaves the host no queue of those that \(files.joined(separator: ", ")) names"
    }
  }

  /// Whether somebody loses something.
  public var isLoss: Bool {
    switch self {
    case .hostLoses, .guestLoses, .guestLosesControl, .losesDefaultDomain, .leavesNone: true
    case .hostGains, .guestGains, .guestGainsControl, .foundQuiet, .unseenUse: false
    }
  }

  /// Whether it says on what grounds queues are taken, and not what happens to anybody.
  var isGround: Bool {
    switch self {
    case .foundQuiet, .unseenUse: true
    case .hostLoses, .hostGains, .guestLoses, .guestGains, .guestLosesControl, .guestGainsControl,
      .losesDefaultDomain, .leavesNone:
      false
    }
  }

  private static func running(_ isRunning: Bool) -> String { isRunning ? ", running," : "" }
}
