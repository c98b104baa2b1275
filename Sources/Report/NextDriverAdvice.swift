import APModel

/// What to do about a queue without the driver that it is to get: it has none, or still another.
struct NextDriverAdvice {
  private let facts: QueueFacts
  private let queue: Queue
  private let steps: QueueSteps
  private var name: APQN { facts.name }
  private var snapshot: HostSnapshot { facts.analysis.snapshot }

  init(_ facts: QueueFacts, _ queue: Queue) {
    self.facts = facts
    self.queue = queue
    steps = QueueSteps(facts)
  }

  /// The line for a queue without a driver.
  var unbound: String {
    if let driver = facts.nextDriver {
      if driver == DriverName.vfioAP, facts.card?.isTooOldForGuests == true {
        return outdated + " (\(driver) takes CEX4 and later)"
      }
      // A driver that is loaded takes by itself what waits for it.
      let isLoaded = snapshot.drivers.contains(driver)
      let takesIt = !isLoaded && snapshot.bus.driversAutoprobe != false
      return takesIt ? steps.load(driver) : steps.ready(for: driver, steps.probe)
    }
    guard queue.driverOverride != nil else { return "see what status says about the masks" }
    return "write \(DriverName.vfioAP) to its driver_override, which names no driver that could"
      + " have it, then \(steps.probe); to give it to the host, write an empty line instead, then "
      + steps.ready(for: DriverName.hostQueue, "probe it")
  }

  /// The line for a queue whose override names another driver than the one that still has it.
  var waiting: String {
    let isPromised = snapshot.isPromised(queue)
    guard let driver = facts.nextDriver else {
      return
        (isPromised
        ? "write an empty line to its driver_override to keep it with the host, or " : "")
        + "write \(DriverName.vfioAP) or \(DriverName.hostQueue) to its driver_override: what it"
        + " names is no driver that could have the queue"
    }
    let handOver = steps.ready(
      for: driver, "unbind \(name) from its driver and \(steps.probeIt)")
    guard isPromised else { return handOver }
    return
      "to keep it with the host, write an empty line to its driver_override; to give it to \(driver),"
      + " \(handOver)"
  }

  /// What to do about a queue that is left for guests and that none can have.
  private var outdated: String {
    let mdevs = snapshot.mdevs
    let change = OldCardAdvice(snapshot).steps(name) { uuid in
      mdevs.first { $0.uuid == uuid }?.name.map { "guest \($0)" } ?? "mdev \(uuid)"
    }
    guard let change else { return OldCardAdvice.staying(name) }
    return steps.masks(steps.ready(for: facts.hostDrivers.queue, change))
  }
}
