/// Why a queue answers no request although its owner has it.
///
/// The kernel's filter lets such a queue pass, so that a guest keeps it and lacks nothing.
public enum Outage: String, Hashable, Sendable, CaseIterable {
  /// The adapter is configured off.
  case deconfigured
  /// The adapter, or this queue of it, has stopped with a hardware error.
  case checkstopped

  /// The outage that a device's `config` and `chkstop` tell; nil if it works, or nothing is known.
  public init?(isConfigured: Bool?, isCheckstopped: Bool?) {
    if isConfigured == false {
      self = .deconfigured
    } else if isCheckstopped == true {
      self = .checkstopped
    } else {
      return nil
    }
  }

  /// The outage that a card's own files tell; nil if it works, or nothing is known.
  public init?(_ card: Card) {
    self.init(isConfigured: card.isConfigured, isCheckstopped: card.isCheckstopped)
  }

  /// What makes the queues of an adapter answer again, as a sentence without a full stop.
  public func remedy(_ adapter: AdapterID) -> String {
    switch self {
    case .deconfigured:
      "configure adapter \(adapter.hexadecimal) on at the HMC or SE, or from here if this LPAR may"
        + " (chzcrypt --config-on \(adapter.hexadecimal))"
    case .checkstopped:
      "look at adapter \(adapter) at the HMC or SE: a checkstop is an error of the hardware"
    }
  }
}

/// The queues of one adapter that a guest has and that answer no request.
public struct GuestOutage: Hashable, Sendable {
  /// The adapter.
  public let adapter: AdapterID
  /// What is wrong with it.
  public let outage: Outage
  /// The guest's queues that it is about, ascending.
  public internal(set) var queues: [APQN]

  /// Makes one of its parts.
  public init(adapter: AdapterID, outage: Outage, queues: [APQN]) {
    (self.adapter, self.outage, self.queues) = (adapter, outage, queues)
  }
}
