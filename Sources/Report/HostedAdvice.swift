import APModel

/// What to do about a queue that a driver of the host has.
struct HostedAdvice {
  /// vfio_ap filters by the host's configuration, which that facility tells.
  static let noGuests =
    "no guest can have it: this machine lacks the QCI facility, which vfio_ap needs"

  private let facts: QueueFacts
  private let steps: QueueSteps
  private var name: APQN { facts.name }
  private var snapshot: HostSnapshot { facts.analysis.snapshot }

  init(_ facts: QueueFacts) {
    self.facts = facts
    steps = QueueSteps(facts)
  }

  /// How a guest gets it, and what that costs the host besides.
  var line: String {
    if let card = facts.card, card.isTooOldForGuests {
      return
        "no guest can have it: vfio_ap takes CEX4 and later, and this is a \(card.type ?? "card older")"
    }
    if snapshot.bus.lacksHostConfiguration { return Self.noGuests }
    guard !snapshot.usesOverrides else {
      return "to give it to a guest, first write \(DriverName.vfioAP) to its"
        + " driver_override, unbind it from its driver and \(steps.probeIt)"
    }
    let clear = clearedBit
    let way = steps.masks(clear)
    return "to give it to a guest, " + (way == clear ? "first " : "") + way
  }

  /// How to keep it with the host although the masks leave it to vfio_ap.
  var overtaken: String {
    "to keep it with the host, set its bits in apmask and aqmask; to give it to a guest,"
      + " unbind it from its driver and \(steps.probeIt)"
  }

  /// The mask that costs the host nothing else, or what each of them costs it.
  var clearedBit: String {
    let others = snapshot.queues.lazy.filter { $0.id != name && $0.isHosted }
    let isAlone = (
      onAdapter: !others.contains { $0.id.adapter == name.adapter },
      inDomain: !others.contains { $0.id.domain == name.domain }
    )
    switch isAlone {
    case (true, true): return "clear its bit in apmask or aqmask"
    case (true, false): return "clear its bit in apmask"
    case (false, true): return "clear its bit in aqmask"
    case (false, false):
      return
        "clear its bit in apmask or aqmask, which also costs the host queues of adapter \(name.adapter) or"
        + " domain \(name.domain) (apmatrix assign says which)"
    }
  }
}
