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
    let words = QueueWords(queues)
    let (what, object) = ("\(words.list) \(words.are)", words.object)
    guard case .host(let driver) = conflict.owner else {
      return Problem(
        .twoOwners, .critical, object, "\(what) assigned to guests \(claims)",
        remedy: "take \(words.them) from all mdevs but one")
    }
    return Problem(
      .twoOwners, .critical, object, "\(what) assigned to guest \(claims) but bound to \(driver)",
      remedy: "programs of the host can use the guest's keys: apmatrix apply gives"
        + " \(words.them) back to the guest, apmatrix explain says how by hand")
  }

  /// Cards without a driver that is loaded; worse where a queue waits for the host's, or would be the host's as
  /// soon as it comes.
  var bareCards: [Problem] {
    let endangered = analysis.endangeredAdapters
    return endangered.union(snapshot.bareAdapters).map { adapter in
      let crashes = endangered.contains(adapter)
      let danger =
        crashes
        ? ": whatever gives a queue of it to the host, every mask write too, crashes the kernel"
        : givesArrivalsToHost(adapter)
          ? ": the first queue of it that comes to the host, as by a new usage domain, crashes the kernel"
          : ""
      return Problem(
        .cardWithoutDriver, danger.isEmpty ? .warning : .critical, "card \(adapter)",
        "card \(adapter) has no driver" + danger,
        remedy: "write \(adapter.cardName) to /sys/bus/ap/drivers_probe" + (crashes ? " first" : "")
      )
    }
  }

  /// Whether the kernel binds a queue of an adapter that comes to a driver of the host by itself.
  private func givesArrivalsToHost(_ adapter: AdapterID) -> Bool {
    let bus = snapshot.bus
    guard bus.driversAutoprobe != false, !snapshot.unservedAdapters.contains(adapter) else {
      return false
    }
    return bus.adapterMask?.contains(adapter) == true && bus.domainMask?.isEmpty == false
  }
}
