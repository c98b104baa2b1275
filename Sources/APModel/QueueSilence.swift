/// Why zcrypt passes a queue over that a driver of the host has, although its card answers.
public enum QueueSilence: Hashable, Sendable {
  /// The queue is off, or has stopped.
  case outage(Outage)
  /// `online` is 0: somebody has set it so, or zcrypt, when a request failed in it.
  case offline
  /// In a secure guest: nobody has bound the queue, or the machine does not let this guest have it.
  case notBound

  /// What is said of such queues.
  var fact: String {
    switch self {
    case .outage(let outage): outage.rawValue
    case .offline: "offline"
    case .notBound: "not bound to this secure guest"
    }
  }

  /// What makes queues of an adapter answer again.
  func remedy(_ queues: [APQN], _ adapter: AdapterID) -> String {
    let words = QueueWords(queues)
    return switch self {
    case .outage(let outage): outage.remedy(adapter)
    case .offline:
      "write 1 to online of \(words.list), below /sys/bus/ap/devices; zcrypt itself sets a queue offline when a"
        + " request fails in it"
    case .notBound:
      "write 1 to se_bind of \(words.list), below /sys/bus/ap/devices, then associate a secret with those of an"
        + " EP11 coprocessor (se_associate)"
    }
  }
}

extension QueueDetails {
  /// Why zcrypt passes the queue over; nil where it does not, or where that is not known.
  public var silence: QueueSilence? {
    if let outage = Outage(isConfigured: isConfigured, isCheckstopped: isCheckstopped) {
      return .outage(outage)
    }
    if isOnline == false { return .offline }
    // Bits 14 and 15 of the hardware's word for a queue: 2 may be bound, 3 may not.
    return functions.map { $0 >> 14 & 2 != 0 } == true ? .notBound : nil
  }
}
