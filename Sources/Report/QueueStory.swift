import APModel

/// How one queue came to its owner: host configuration, masks, driver, mdev, guest.
struct QueueStory {
  private let analysis: HostAnalysis
  private let name: APQN

  init(_ analysis: HostAnalysis, _ name: APQN) {
    self.analysis = analysis
    self.name = name
  }

  private var bus: BusState { analysis.snapshot.bus }
  private var queue: Queue? { analysis.snapshot.queues.first { $0.id == name } }
  private var claimants: [GuestAnalysis] {
    analysis.guests.filter { $0.mdev.assigned?.contains(name) ?? false }
  }

  var lines: [String] {
    var story = Story("Queue \(name)")
    story.tell(configuration)
    story.tell(device)
    story.tell(reservation)
    story.tell(binding)
    story.tell(assignment)
    for guest in claimants { story.tell(passage(to: guest)) }
    story.conclude(advice)
    return story.lines
  }

  private var configuration: String {
    guard let host = bus.hostConfiguration else {
      return "The host's configuration is not known."
    }
    let adapter = host.adapters.contains(name.adapter)
    let domain = host.domains.contains(name.domain)
    if adapter, domain {
      return "Adapter \(name.adapter) and domain \(name.domain) are the host's."
    }
    let lost = [adapter ? nil : "adapter \(name.adapter)", domain ? nil : "domain \(name.domain)"]
    return "Not in the host's configuration: \(lost.compactMap(\.self).joined(separator: ", "))."
  }

  private var device: String {
    guard let card = analysis.snapshot.cards.first(where: { $0.id == name.adapter }) else {
      return "There is no card \(name.adapter)."
    }
    let kind = "\(card.type ?? "-") \(card.modeWord), \(card.statusWord)"
    return queue == nil
      ? "Card \(name.adapter) (\(kind)) has no queue \(name)."
      : "Card \(name.adapter) (\(kind)) has the queue \(name)."
  }

  private var reservation: String {
    if let override = queue?.driverOverride {
      return "Its driver_override names \(override); apmask and aqmask do not count."
    }
    guard let reserved = bus.reservesByMasks(name) else { return "The masks could not be read." }
    let adapter = bus.adapterMask?.contains(name.adapter) ?? false
    let domain = bus.domainMask?.contains(name.domain) ?? false
    let bits =
      "apmask has adapter \(name.adapter) \(adapter ? "set" : "clear"), "
      + "aqmask has domain \(name.domain) \(domain ? "set" : "clear")"
    return "\(bits): \(reserved ? "reserved for the host" : "free for vfio_ap")."
  }

  private var binding: String {
    guard let queue else { return "Without a device it has no driver." }
    guard let driver = queue.driver else { return "It has no driver." }
    guard isWaitingForProbe else { return "It is bound to \(driver)." }
    return "It is still bound to \(driver): an override counts only when the queue is probed again."
  }

  /// Whether the override names another driver than the one that still has the queue.
  private var isWaitingForProbe: Bool {
    guard let queue, let override = queue.driverOverride else { return false }
    return queue.driver != nil && queue.driver != override
  }

  private var assignment: String {
    let names = claimants.map(\.mdev.uuid)
    return names.isEmpty
      ? "It is assigned to no mdev." : "It is assigned to \(names.joined(separator: " and "))."
  }

  private func passage(to guest: GuestAnalysis) -> String {
    let title = guest.mdev.process?.name ?? guest.mdev.uuid
    guard let missing = guest.missing.first(where: { $0.queue == name }) else {
      let state = guest.mdev.stateWord == "running" ? "The running guest" : "The guest"
      return "\(state) \(title) \(guest.mdev.stateWord == "running" ? "has" : "will get") it."
    }
    return "Guest \(title) does not get it: \(missing.reason.fact)."
  }

  private var advice: [String] {
    if claimants.count > 1 {
      return ["take it from all mdevs but one (unassign_adapter or _domain)"]
    }
    if let missing = claimants.first?.missing.first(where: { $0.queue == name }) {
      return [missing.reason.remedy]
    }
    if !claimants.isEmpty { return ["nothing: it is where it was assigned"] }
    guard let queue else { return ["add the adapter and the domain to this LPAR at the HMC"] }
    if isWaitingForProbe {
      return ["unbind \(name) from its driver and write it to /sys/bus/ap/drivers_probe"]
    }
    if queue.driver == nil { return ["write \(name) to /sys/bus/ap/drivers_probe"] }
    return queue.isBoundToVFIO
      ? ["assign it to a guest's mdev, or set its bits in apmask and aqmask to give it to the host"]
      : ["nothing; to give it to a guest, first clear its bit in apmask or aqmask"]
  }
}
