import APModel

/// What to do about a queue that vfio_ap has and no guest.
struct PassthroughAdvice {
  private static let setBits = "set its bits in apmask and aqmask"

  private let facts: QueueFacts
  private let queue: Queue
  private let steps: QueueSteps
  /// Whether vfio_ap has it although neither an override nor the masks say so: the kernel assigns it to nobody, and
  /// its next probe gives it to the host.
  private let isDrifting: Bool
  private var snapshot: HostSnapshot { facts.analysis.snapshot }

  init(_ facts: QueueFacts, _ queue: Queue) {
    self.facts = facts
    self.queue = queue
    steps = QueueSteps(facts)
    let isReserved = facts.analysis.snapshot.bus.reservesByMasks(facts.name)
    isDrifting = queue.driverOverride == nil && isReserved == true
  }

  var line: String {
    let way = wayToHost
    let toHost = "to give it to the host, \(way)"
    if snapshot.bus.lacksHostConfiguration { return "\(HostedAdvice.noGuests); \(toHost)" }
    if isDrifting {
      let first =
        snapshot.allowsOverrides
        ? "write \(DriverName.vfioAP) to its driver_override" : HostedAdvice(facts).clearedBit
      return "\(toHost); to give it to a guest, first \(first), then assign it to its mdev"
    }
    if !isOverridden, let detour = VetoAdvice(facts)?.way(by: way) {
      return "assign it to a guest's mdev; \(detour)"
    }
    return way == Self.setBits
      ? "assign it to a guest's mdev, or \(way) to give it to the host"
      : "assign it to a guest's mdev; \(toHost)"
  }

  /// How the host gets it.
  private var wayToHost: String {
    let change =
      isDrifting
      ? "unbind it from vfio_ap and \(steps.probeIt)"
      : isOverridden ? overrideToHost : steps.masks(Self.setBits)
    return steps.ready(for: DriverName.hostQueue, change)
  }

  /// Whether it is its override that changes hands; where no guest can have it, only if there is one.
  private var isOverridden: Bool {
    if queue.driverOverride != nil { return true }
    return snapshot.usesOverrides && !snapshot.bus.lacksHostConfiguration
  }

  private var overrideToHost: String {
    let isReserved = snapshot.bus.reservesByMasks(facts.name) ?? false
    return "write \(isReserved ? "an empty line" : DriverName.hostQueue) to its driver_override,"
      + " unbind it from vfio_ap and \(steps.probeIt)"
  }
}
