/// Cards of the host's own queues.
extension ProblemFinder {
  /// Cards that are configured off or checkstopped and of which the host has queues.
  ///
  /// zcrypt passes such a card over with every request, whatever the files of its queues say, so that the card's
  /// own `config` and `chkstop` tell all. To configure a card off is somebody's intention, unless nothing is left.
  var silentCards: [Problem] {
    var outages: [AdapterID: Outage] = [:]
    for card in snapshot.cards { outages[card.id] = Outage(card) }
    guard !outages.isEmpty else { return [] }
    let isHosts = { (queue: QueueOwnership) in OwnerKind(queue.owner) == .host }
    let isNoneLeft = analysis.ownerships.lazy.filter(isHosts)
      .allSatisfy { outages[$0.queue.adapter] != nil }
    let found = Dictionary(grouping: queues.lazy.filter(isHosts).map(\.queue), by: \.adapter)
    return snapshot.cards.compactMap { card in
      guard let outage = outages[card.id], let queues = found[card.id] else { return nil }
      return silent(card.id, outage, queues, isNoneLeft: isNoneLeft)
    }
  }

  private func silent(
    _ adapter: AdapterID, _ outage: Outage, _ queues: [APQN], isNoneLeft: Bool
  ) -> Problem {
    let isIntended = outage == .deconfigured && !isNoneLeft
    return Problem(
      .hostCardNotAnswering, isIntended ? .notice : .warning, "card \(adapter)",
      "card \(adapter) is \(outage.rawValue): the host's queue\(queues.count == 1 ? "" : "s") of it"
        + " (\(QueueText.folded(queues))) can't answer"
        + (isNoneLeft ? ", and no other of the host's can" : ""),
      remedy: outage.remedy(adapter))
  }
}
