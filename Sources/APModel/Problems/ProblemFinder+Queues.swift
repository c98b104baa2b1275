extension ProblemFinder {
  /// One problem for all queues with the same two owners.
  var conflicts: [Problem] {
    var groups: [(first: QueueOwnership, queues: [APQN])] = []
    for conflict in queues where conflict.isConflict {
      let place = groups.firstIndex {
        $0.first.owner == conflict.owner && $0.first.claims == conflict.claims
      }
      if let place {
        groups[place].queues.append(conflict.queue)
      } else {
        groups.append((conflict, [conflict.queue]))
      }
    }
    return groups.map(conflict)
  }

  private func conflict(_ conflict: QueueOwnership, _ queues: [APQN]) -> Problem {
    let claims = conflict.claims.map(name).joined(separator: " and ")
    let isOne = queues.count == 1
    let list = QueueText.folded(queues)
    let what = "\(list) \(isOne ? "is" : "are")"
    let object = isOne ? "queue \(list)" : "queues \(list)"
    guard case .host(let driver) = conflict.owner else {
      return Problem(
        .twoOwners, .critical, object, "\(what) assigned to guests \(claims)",
        remedy: "take \(isOne ? "it" : "them") from all mdevs but one")
    }
    return Problem(
      .twoOwners, .critical, object, "\(what) assigned to guest \(claims) but bound to \(driver)",
      remedy: "programs of the host can use the guest's keys: apmatrix plan gives"
        + " \(isOne ? "it" : "them") back to the guest, apmatrix explain says how by hand")
  }

  /// Cards without a driver of which a queue waits for the host's.
  var bareCards: [Problem] {
    analysis.endangeredAdapters.map { adapter in
      Problem(
        .cardWithoutDriver, .critical, "card \(adapter)",
        "card \(adapter) has no driver: whatever gives a queue of it to the host, every mask write"
          + " too, crashes the kernel",
        remedy: "write \(adapter.cardName) to /sys/bus/ap/drivers_probe first")
    }
  }

  /// Queues that the host should have and that no driver has; those of a bare card are told above.
  var unboundHostQueues: [Problem] {
    let hasDriver = snapshot.drivers.contains(DriverName.hostQueue)
    let shown = Set(queues.map(\.queue))
    let bare = AdapterSet(snapshot.cards.lazy.filter { hasDriver && $0.driver == nil }.map(\.id))
    let found = snapshot.queues.filter { queue in
      queue.driver == nil && shown.contains(queue.id) && !bare.contains(queue.id.adapter)
        && isMeantForHost(queue)
    }.map(\.id)
    guard let first = found.first, snapshot.knowsBindings else { return [] }
    guard hasDriver else { return [unserved(found)] }
    let isOne = found.count == 1
    let list = QueueText.folded(found)
    return [
      Problem(
        .hostQueueWithoutDriver, .warning, isOne ? "queue \(list)" : "queues \(list)",
        "\(list) \(isOne ? "has" : "have") no driver although"
          + " \(isOne ? "it is" : "they are") the host's",
        remedy: "write \(isOne ? "\(first)" : "each") to /sys/bus/ap/drivers_probe")
    ]
  }

  /// Queues that are the host's, where no driver of the host's is loaded at all.
  private func unserved(_ found: [APQN]) -> Problem {
    Problem(
      .hostQueueWithoutDriver, .notice, "host",
      "no driver of the host's is loaded, so nobody has \(QueueText.folded(found))",
      remedy: "modprobe zcrypt_cex4, if the host is to use them")
  }

  private func isMeantForHost(_ queue: Queue) -> Bool {
    if let override = queue.driverOverride { return override == DriverName.hostQueue }
    guard snapshot.bus.reservesByMasks(queue.id) == true else { return false }
    // What a guest is assigned is missing there, and told with the guest.
    return !analysis.guests.contains { $0.mdev.assigned?.contains(queue.id) ?? false }
  }
}
