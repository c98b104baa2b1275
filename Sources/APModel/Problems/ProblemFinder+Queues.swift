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

  /// Cards without a driver that is loaded; worse where a queue waits for the host's.
  var bareCards: [Problem] {
    let endangered = analysis.endangeredAdapters
    return endangered.union(snapshot.bareAdapters).map { adapter in
      let crashes = endangered.contains(adapter)
      let danger =
        ": whatever gives a queue of it to the host, every mask write too, crashes the kernel"
      return Problem(
        .cardWithoutDriver, crashes ? .critical : .warning, "card \(adapter)",
        "card \(adapter) has no driver" + (crashes ? danger : ""),
        remedy: "write \(adapter.cardName) to /sys/bus/ap/drivers_probe" + (crashes ? " first" : "")
      )
    }
  }

  /// Queues that the host should have and that no driver has; those of a bare card are told above.
  var unboundHostQueues: [Problem] {
    let hasDriver = snapshot.drivers.contains(DriverName.hostQueue)
    let bare = snapshot.bareAdapters
    let found = unbound { !bare.contains($0.id.adapter) && isMeantForHost($0) }
    guard let first = found.first else { return [] }
    guard hasDriver else {
      let remedy = "modprobe zcrypt_cex4, if the host is to use them"
      return [
        unserved(found, .hostQueueWithoutDriver, "no driver of the host's is", remedy: remedy)
      ]
    }
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

  /// Queues that are left for guests, where vfio_ap is not loaded.
  var unservedGuestQueues: [Problem] {
    let name = DriverName.vfioAP
    guard !snapshot.drivers.contains(name) else { return [] }
    let found = unbound { queue in
      guard let override = queue.driverOverride else {
        return snapshot.bus.reservesByMasks(queue.id) == false
      }
      return override == name
    }
    guard !found.isEmpty else { return [] }
    let remedy = "modprobe vfio_ap, if guests are to use them"
    return [unserved(found, .guestQueueWithoutDriver, "\(name) is not", remedy: remedy)]
  }

  /// The queues that are looked at, are meant for somebody and have no driver; none where nobody knows that.
  private func unbound(_ isMeant: (Queue) -> Bool) -> [APQN] {
    guard snapshot.knowsBindings else { return [] }
    let shown = Set(queues.map(\.queue))
    var found: [APQN] = []
    for queue in snapshot.queues
    where queue.driver == nil && shown.contains(queue.id) && isMeant(queue) {
      found.append(queue.id)
    }
    return found
  }

  /// Queues that a module would have which is not loaded at all.
  private func unserved(
    _ found: [APQN], _ code: Problem.Code, _ state: String, remedy: String
  ) -> Problem {
    Problem(
      code, .notice, "host",
      "\(state) loaded, so nobody has \(QueueText.folded(found))", remedy: remedy)
  }

  private func isMeantForHost(_ queue: Queue) -> Bool {
    if let override = queue.driverOverride { return override == DriverName.hostQueue }
    guard snapshot.bus.reservesByMasks(queue.id) == true else { return false }
    // What a guest is assigned is missing there, and told with the guest.
    return !analysis.guests.contains { $0.mdev.assigned?.contains(queue.id) ?? false }
  }
}
