/// Cards of the host's own queues.
extension ProblemFinder {
  /// Cards that are configured off or checkstopped and of which the host has queues, and those that are offline,
  /// or whose queues are, where no other of their mode is left.
  ///
  /// zcrypt passes such a card over with every request, whatever the files of its queues say. To configure a card
  /// off, or to set it offline, is somebody's intention, unless nothing is left.
  public var silentCards: [Problem] {
    let isHosts = { (queue: QueueOwnership) in OwnerKind(queue.owner) == .host }
    let silent = AdapterSet(
      snapshot.cards.lazy.filter { Outage($0) != nil || $0.isOnline == false }.map(\.id))
    let silences = silences
    guard !silent.isEmpty || !silences.isEmpty else { return [] }
    let able = AdapterSet(
      analysis.ownerships.lazy.filter { isHosts($0) && silences[$0.queue] == nil }
        .map(\.queue.adapter)
    ).subtracting(silent)
    let found = Dictionary(grouping: queues.lazy.filter(isHosts).map(\.queue), by: \.adapter)
    return snapshot.cards.flatMap { card -> [Problem] in
      guard let queues = found[card.id], !able.contains(card.id) else { return [] }
      let lack = lack(card, able)
      guard !silent.contains(card.id) else {
        return [problem(card.id, Outage(card), queues, lack: lack)].compactMap(\.self)
      }
      guard let lack else { return [] }
      var kinds: [QueueSilence] = []
      for case let silence? in queues.map({ silences[$0] }) where !kinds.contains(silence) {
        kinds.append(silence)
      }
      return kinds.map { kind in
        problem(kind, queues.filter { silences[$0] == kind }, card.id, lack: lack)
      }
    }
  }

  /// Why single queues of the host answer nothing, as far as they were asked.
  private var silences: [APQN: QueueSilence] {
    snapshot.queues.lazy.filter(\.isHosted).reduce(into: [:]) { found, queue in
      found[queue.id] = queue.details?.silence
    }
  }

  private func problem(
    _ silence: QueueSilence, _ queues: [APQN], _ adapter: AdapterID, lack: String
  ) -> Problem {
    let words = QueueWords(queues)
    return Problem(
      .hostCardNotAnswering, .warning, "card \(adapter)",
      "the host's \(words.object) of card \(adapter) \(words.are) \(silence.fact) and can't answer\(lack)",
      remedy: silence.remedy(queues, adapter))
  }

  /// Adapters of the host's configuration without a card; those of guests are told as missing there.
  ///
  /// Types that the kernel no longer takes stay so for ever, hence a notice. A card needs a queue that answers,
  /// so that without a usage domain there is none of any.
  var absentCards: [Problem] {
    guard snapshot.knowsBindings, queues.count == analysis.ownerships.count,
      let host = snapshot.bus.hostConfiguration
    else { return [] }
    let guests = snapshot.mdevs.compactMap(\.assigned)
    let known = AdapterSet(snapshot.cards.map(\.id) + snapshot.queues.map(\.id.adapter))
    let absent = host.adapters.subtracting(known).filter { adapter in
      !guests.contains { $0.adapters.contains(adapter) && $0.queueCount > 0 }
    }
    guard !absent.isEmpty else { return [] }
    let isOne = absent.count == 1
    let names = absent.map(\.description).joined(separator: " ")
    let object = (isOne ? "adapter " : "adapters ") + names
    if host.domains.isEmpty {
      return [
        Problem(
          .hostCardNotAnswering, .notice, object,
          "this host has no usage domain, so the kernel makes no card of \(object)",
          remedy: "assign a usage domain to this LPAR at the HMC or SE")
      ]
    }
    let them = isOne ? "it" : "them"
    return [
      Problem(
        .hostCardNotAnswering, .notice, object,
        "\(object) \(isOne ? "is" : "are") in the host's configuration, and no card of \(them)"
          + " is there",
        remedy: "look at \(them) at the HMC or SE; a scan adds what answers, unless this kernel"
          + " does not know the card's type")
    ]
  }

  /// Queues of the host's configuration that a card does not have; those of guests are told as missing there.
  ///
  /// The kernel removes a queue that is not available although the configuration keeps it. Of a card that is off or
  /// has stopped, that is told.
  var absentQueues: [Problem] {
    // Of an mdev that could not be read nobody knows which queues it lacks.
    guard snapshot.knowsBindings, !snapshot.isTorn, queues.count == analysis.ownerships.count,
      !snapshot.hidesMdevs, snapshot.mdevs.allSatisfy({ $0.assigned != nil }),
      let host = snapshot.bus.hostConfiguration
    else { return [] }
    let guests = snapshot.mdevs.compactMap(\.assigned)
    let known = Dictionary(grouping: snapshot.queues.lazy.map(\.id), by: \.adapter)
    return snapshot.cards.compactMap { card in
      guard host.adapters.contains(card.id), Outage(card) == nil,
        !snapshot.isUnread("devices/ap/\(card.id.cardName)")
      else { return nil }
      let there = DomainSet((known[card.id] ?? []).map(\.domain))
      let absent = host.domains.subtracting(there).map { APQN(card.id, $0) }.filter { queue in
        !guests.contains { $0.contains(queue) }
      }
      return absent.isEmpty ? nil : Self.problem(card.id, lacking: QueueWords(absent))
    }
  }

  private static func problem(_ adapter: AdapterID, lacking queues: QueueWords) -> Problem {
    Problem(
      .hostCardNotAnswering, .notice, queues.object,
      "\(queues.list) \(queues.are) in the host's configuration, and card \(adapter) does not have \(queues.them)",
      remedy: "look at adapter \(adapter) at the HMC or SE; the next scan adds what answers")
  }

  /// What nobody can do for the host without a card, as the end of a sentence; nil if another one can.
  ///
  /// A CCA coprocessor does an accelerator's work as well (zcrypt gives clear-key RSA to either), and none does
  /// that of the other kind.
  private func lack(_ card: Card, _ able: AdapterSet) -> String? {
    if able.isEmpty { return ", and no other of the host's can" }
    guard let mode = card.mode else { return nil }
    let modes: [CardMode] = mode == .accelerator ? [.accelerator, .cca] : [mode]
    let isDone = snapshot.cards.contains { card in
      able.contains(card.id) && card.mode.map(modes.contains) ?? true
    }
    guard !isDone else { return nil }
    return ", and no other \(modes.map(\.title).joined(separator: " or ")) of the host's can"
  }

  /// - Parameter outage: nil for a card that is offline.
  private func problem(
    _ adapter: AdapterID, _ outage: Outage?, _ queues: [APQN], lack: String?
  ) -> Problem? {
    guard lack != nil || outage != nil else { return nil }
    return Problem(
      .hostCardNotAnswering, lack != nil || outage == .checkstopped ? .warning : .notice,
      "card \(adapter)",
      "card \(adapter) is \(outage?.rawValue ?? "offline"): the host's queue\(queues.count == 1 ? "" : "s") of it"
        + " (\(QueueText.folded(queues))) can't answer"
        + (lack ?? ""),
      remedy: outage?.remedy(adapter)
        ?? "set adapter \(adapter.hexadecimal) online (chzcrypt -e \(adapter.hexadecimal))")
  }
}
