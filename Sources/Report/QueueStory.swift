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
  private var facts: QueueFacts { QueueFacts(analysis, name) }

  var lines: [String] {
    let facts = self.facts
    var story = Story("Queue \(name)")
    story.tell(configuration)
    story.tell(device(facts))
    story.tell(reservation(facts))
    story.tell(binding(facts))
    story.tell(assignment(facts))
    for guest in facts.claimants { story.tell(passage(to: guest)) }
    story.conclude(QueueAdvice(facts).lines)
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
    let only = host.controlDomains.contains(name.domain) ? " (there for control only)" : ""
    let lost = [
      adapter ? nil : "adapter \(name.adapter)", domain ? nil : "domain \(name.domain)\(only)",
    ]
    return "Not in the host's configuration: \(lost.compactMap(\.self).joined(separator: ", "))."
  }

  private func device(_ facts: QueueFacts) -> String {
    guard let card = facts.card else {
      if analysis.snapshot.hidesDevices {
        return "Whether there is a card \(name.adapter), and a queue of it, could not be read."
      }
      return facts.unreadPath == nil
        ? "There is no card \(name.adapter)." : "Card \(name.adapter) could not be read."
    }
    let words = [card.type, card.modeWord].compactMap(\.self).joined(separator: " ")
    let kind = words + (card.statusWord == "-" ? "" : ", \(card.statusWord)")
    // Of what a guest has its own line says it.
    let isGuests = facts.claimants.contains { !$0.missing.contains { $0.queue == name } }
    let outage = isGuests ? nil : analysis.outage(of: name)
    let answer = outage.map { ", which answers nothing: \($0.rawValue)" } ?? ""
    let has = facts.queue == nil ? "no queue" : "the queue"
    return "Card \(name.adapter) (\(kind)) has \(has) \(name)\(answer)."
  }

  private func reservation(_ facts: QueueFacts) -> String {
    if let override = facts.queue?.driverOverride {
      return "Its driver_override names \(override); apmask and aqmask do not count."
    }
    let hidden =
      facts.hidesOverride ? "Its driver_override could not be read. If it has none: " : ""
    guard let reserved = bus.reservesByMasks(name) else {
      return hidden + "Not both masks could be read."
    }
    let adapter = bus.adapterMask?.contains(name.adapter) ?? false
    let domain = bus.domainMask?.contains(name.domain) ?? false
    let bits =
      "apmask has adapter \(name.adapter) \(adapter ? "set" : "clear"), "
      + "aqmask has domain \(name.domain) \(domain ? "set" : "clear")"
    return "\(hidden)\(bits): \(reserved ? "reserved for the host" : "free for vfio_ap")."
  }

  private func binding(_ facts: QueueFacts) -> String {
    guard let queue = facts.queue else {
      return facts.unreadPath == nil
        ? "Without a device it has no driver." : "Whether it has a driver is not known."
    }
    guard let driver = queue.driver else {
      if !analysis.snapshot.knowsBindings { return "Whether it has a driver is not known." }
      return facts.endangersKernel
        ? "It has no driver, and its card has none either: a host driver that gets the queue now"
          + " crashes the kernel."
        : "It has no driver."
    }
    if let loss = facts.probeLoss { return "It is bound to \(driver), but \(loss.fact)." }
    guard facts.isWaitingForProbe else {
      let object = facts.isOnOfflineCard ? "its card" : "it"
      let isOffline = facts.offlinePlace != nil
      return "It is bound to \(driver)\(isOffline ? ", where \(object) is offline" : "")."
    }
    return "It is still bound to \(driver): an override counts only when the queue is probed again."
  }

  private func assignment(_ facts: QueueFacts) -> String {
    let names = facts.claimants.map(\.mdev.uuid)
    guard names.isEmpty else {
      return "It is assigned to \(names.joined(separator: " and "))"
        + (facts.isExposed ? ", while programs of the host can use the guest's keys in it." : ".")
    }
    if analysis.snapshot.hidesMdevs { return "Which mdev it is assigned to could not be read." }
    let hidden = analysis.hiddenMdevs
    guard !hidden.isEmpty else { return "It is assigned to no mdev." }
    guard facts.hasHiddenOwner else { return "It is assigned to no mdev that could be read." }
    let mdevs = hidden.map { "\($0.uuid) (\($0.hiddenWord))" }.joined(separator: " or ")
    let guest = facts.isInUse ? "a running guest" : "a guest"
    return "It is assigned to \(guest) that could not be read: \(mdevs)."
  }

  private func passage(to guest: GuestAnalysis) -> String {
    let title = guest.mdev.name ?? guest.mdev.uuid
    guard let missing = guest.missing.first(where: { $0.queue == name }) else {
      let fact =
        switch guest.mdev.isInUse {
        case true?: "The running guest \(title) has it"
        case false?: "The guest \(title) will get it"
        case nil: "The guest \(title) has it while it runs"
        }
      if guest.astray.contains(where: { $0.queue == name }) {
        let cause = SurplusText.cause(analysis.snapshot.capabilities)
        return "\(fact), although the rule does not give it: \(cause)."
      }
      let outage = analysis.outage(of: name).map { ", but it answers nothing: \($0.rawValue)" }
      return fact + (outage ?? "") + "."
    }
    return guest.isUntold
      ? "Whether guest \(title) gets it is not known: \(missing.reason.fact)."
      : "Guest \(title) does not get it: \(missing.reason.fact)."
  }
}

extension Mdev {
  /// Why its assignment is not known, in a few words.
  var hiddenWord: String { state == .active ? "not read" : state.rawValue }
}
