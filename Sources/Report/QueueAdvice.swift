import APModel

/// What to do about one queue: at the end of its story.
///
/// No line leads to a write that the kernel refuses, or that crashes it: before a queue may get to a
/// host driver, its card must have one.
struct QueueAdvice {
  let facts: QueueFacts

  init(_ facts: QueueFacts) { self.facts = facts }

  var name: APQN { facts.name }
  var snapshot: HostSnapshot { facts.analysis.snapshot }

  var lines: [String] {
    if facts.queue == nil, facts.isUnread {
      return ["see what status says about \(facts.cardPath)"]
    }
    if !snapshot.knowsBindings { return ["see what status says about bus/ap/drivers"] }
    if facts.claimants.count > 1 {
      return ["take it from all mdevs but one (unassign_adapter or _domain)"]
    }
    let guest = facts.claimants.first
    if let missing = guest.map({ $0.missing + $0.astray })?.first(where: { $0.queue == name }) {
      // Where adapter and domain are both not the host's, one of them alone would bring nothing.
      let lines = missing.reason.isOfConfiguration ? absent : [missing.reason.remedy]
      let outage = facts.analysis.outage(of: name)?.remedy(name.adapter)
      return lines + (outage.map { [$0] } ?? []).filter { !lines.contains($0) }
    }
    if !facts.claimants.isEmpty {
      let found = [facts.probeLoss?.remedy, facts.analysis.outage(of: name)?.remedy(name.adapter)]
      let lines = found.compactMap(\.self)
      return lines.isEmpty ? ["nothing: it is where it was assigned"] : lines
    }
    if facts.hasHiddenOwner { return hiddenOwner }
    guard let queue = facts.queue else { return absent }
    if snapshot.hidesMdevs { return ["see what status says about \(Mdev.parent)"] }
    if queue.driver == nil { return [unbound(queue)] }
    return facts.isWaitingForProbe ? [waiting] : nobodys(queue)
  }

  /// The lines for a queue that has a driver and belongs to no guest.
  private func nobodys(_ queue: Queue) -> [String] {
    let outage =
      facts.analysis.outage(of: name)?.remedy(name.adapter)
      ?? facts.offlinePlace.map { "write 1 to /sys/\($0)" }
    let use = queue.isBoundToVFIO ? passthrough(queue) : hosted
    if facts.isOvertaken { return (outage.map { [$0] } ?? []) + [overtaken] }
    return outage.map { [$0, use] } ?? [queue.isBoundToVFIO ? use : "nothing; " + use]
  }

  private var hiddenOwner: [String] {
    ["nothing with the queue: it is a guest's"]
      + Set(facts.analysis.hiddenMdevs.map(\.hiddenRemedy)).sorted()
  }

  /// A queue without a device is missing in the configuration, or the hardware does not offer it.
  private var absent: [String] {
    let bus = snapshot.bus
    if let lack = bus.lack(of: name.adapter) ?? bus.lack(of: name.domain) {
      return ["nothing: \(lack)"]
    }
    guard let host = snapshot.bus.hostConfiguration else {
      return [MissingReason.noDevice(name, bus.arrivalOfOthers).remedy]
    }
    var reasons: [MissingReason] = []
    let arrival = bus.arrivalOfOthers
    if !host.adapters.contains(name.adapter) {
      reasons.append(.adapterNotInHost(name.adapter, arrival))
    }
    if !host.domains.contains(name.domain) {
      reasons.append(.domain(name.domain, missingIn: host, arrival))
    }
    return (reasons.isEmpty ? [.noDevice(name, arrival)] : reasons).map(\.remedy)
  }

  private func unbound(_ queue: Queue) -> String {
    if let driver = facts.nextDriver {
      if driver == DriverName.vfioAP, facts.card?.isTooOldForGuests == true {
        return outdated + " (\(driver) takes CEX4 and later)"
      }
      // A driver that is loaded takes by itself what waits for it.
      let isLoaded = snapshot.drivers.contains(driver)
      let takesIt = !isLoaded && snapshot.bus.driversAutoprobe != false
      return takesIt ? load(driver) : ready(for: driver, probe)
    }
    guard queue.driverOverride != nil else { return "see what status says about the masks" }
    return "write \(DriverName.vfioAP) to its driver_override, which names no driver that could"
      + " have it, then \(probe); to give it to the host, write an empty line instead, then "
      + ready(for: DriverName.hostQueue, "probe it")
  }

  /// What to do about a queue that is left for guests and that none can have.
  private var outdated: String {
    let mdevs = snapshot.mdevs
    let steps = OldCardAdvice(snapshot).steps(name) { uuid in
      mdevs.first { $0.uuid == uuid }?.name.map { "guest \($0)" } ?? "mdev \(uuid)"
    }
    guard let steps else { return OldCardAdvice.staying(name) }
    return masks(ready(for: facts.hostDrivers.queue, steps))
  }

  private var waiting: String {
    let isPromised = facts.queue.map(snapshot.isPromised) == true
    guard let driver = facts.nextDriver else {
      return
        (isPromised
        ? "write an empty line to its driver_override to keep it with the host, or " : "")
        + "write \(DriverName.vfioAP) or \(DriverName.hostQueue) to its driver_override: what it"
        + " names is no driver that could have the queue"
    }
    let handOver = ready(for: driver, "unbind \(name) from its driver and \(probeIt)")
    guard isPromised else { return handOver }
    return
      "to keep it with the host, write an empty line to its driver_override; to give it to \(driver),"
      + " \(handOver)"
  }

  private func passthrough(_ queue: Queue) -> String {
    if snapshot.bus.lacksHostConfiguration || isDrifting(queue) { return toItsOwner(queue) }
    let isOverridden = queue.driverOverride != nil || snapshot.usesOverrides
    let steps = isOverridden ? overrideToHost : "set its bits in apmask and aqmask"
    let all = ready(for: DriverName.hostQueue, isOverridden ? steps : masks(steps))
    if !isOverridden, let way = VetoAdvice(facts)?.way(by: all) {
      return "assign it to a guest's mdev; \(way)"
    }
    return all == steps && !isOverridden
      ? "assign it to a guest's mdev, or \(steps) to give it to the host"
      : "assign it to a guest's mdev; to give it to the host, \(all)"
  }

  /// Whether vfio_ap has it although neither an override nor the masks say so: the kernel assigns it to nobody, and
  /// its next probe gives it to the host.
  private func isDrifting(_ queue: Queue) -> Bool {
    queue.driverOverride == nil && snapshot.bus.reservesByMasks(name) == true
  }

  /// What is to be done about what vfio_ap has and no mdev can get as it is.
  private func toItsOwner(_ queue: Queue) -> String {
    let isOverridden = queue.driverOverride != nil || isDrifting(queue)
    let steps =
      isDrifting(queue)
      ? "unbind it from vfio_ap and \(probeIt)"
      : isOverridden ? overrideToHost : masks("set its bits in apmask and aqmask")
    let toHost = "to give it to the host, " + ready(for: DriverName.hostQueue, steps)
    if snapshot.bus.lacksHostConfiguration { return "\(Self.noGuests); \(toHost)" }
    let bits =
      snapshot.allowsOverrides ? "write \(DriverName.vfioAP) to its driver_override" : clearedBit
    return "\(toHost); to give it to a guest, first \(bits), then assign it to its mdev"
  }

  /// vfio_ap filters by the host's configuration, which that facility tells.
  static let noGuests =
    "no guest can have it: this machine lacks the QCI facility, which vfio_ap needs"

  private var overrideToHost: String {
    let isReserved = snapshot.bus.reservesByMasks(name) ?? false
    return "write \(isReserved ? "an empty line" : DriverName.hostQueue) to its driver_override,"
      + " unbind it from vfio_ap and \(probeIt)"
  }

  private var overtaken: String {
    "to keep it with the host, set its bits in apmask and aqmask; to give it to a guest,"
      + " unbind it from its driver and \(probeIt)"
  }

  /// A mask write, with what must be done before any: it probes what the masks reserve.
  func masks(_ steps: String) -> String {
    let cards = facts.analysis.endangeredAdapters.subtracting([name.adapter])
    guard !cards.isEmpty else { return steps }
    let names = cards.map(\.cardName).joined(separator: " and ")
    return "write \(names) to /sys/bus/ap/drivers_probe first (\(Self.danger)), then \(steps)"
  }

  private static let danger = "without it the next write crashes the kernel"

  private var probe: String { "write \(name) to /sys/bus/ap/drivers_probe" }
  var probeIt: String { "write it to /sys/bus/ap/drivers_probe" }

  private func load(_ driver: String) -> String {
    let module = driver == DriverName.vfioAP ? driver : facts.hostDrivers.module
    return "load \(module) (modprobe \(module))"
  }

  /// Steps, with what must be done before the driver may get the queue.
  private func ready(for driver: String, _ steps: String) -> String {
    var first: [String] = []
    if !snapshot.drivers.contains(driver) { first.append(load(driver)) }
    let isBare = driver == facts.hostDrivers.queue && facts.card?.driver == nil
    if isBare, snapshot.drivers.contains(driver) || snapshot.bus.driversAutoprobe == false {
      first.append(
        "write \(name.adapter.cardName) to /sys/bus/ap/drivers_probe first (\(Self.danger))")
    }
    return (first + [steps]).joined(separator: ", then ")
  }
}
