import APModel

/// The way from masks to overrides, and back.
extension PlanBuilder {
  /// The queues that mdevs hold, vfio_ap has, and the masks reserve: overrides have handed them over.
  ///
  /// Once their override is cleared, the first mask write decides for all of them at once.
  var stranded: QueueSet {
    let reserved = bindings.vfio.intersection(masks.matrix)
    return holdings.reduce(facts.hidden.intersection(masks.matrix)) {
      $0.union(reserved.intersection($1.matrix))
    }
  }

  /// The masks after one write that frees all that is stranded: all its adapters, or all its domains,
  /// whichever leaves the host more in the end.
  func freeing(_ stranded: QueueSet, frozen: Masks) -> Masks {
    let rows = stranded.domainsByAdapter
    let domains = rows.values.reduce(DomainSet()) { $0.union($1) }
    let candidates = [
      Masks(adapters: masks.adapters.subtracting(stranded.adapters), domains: masks.domains),
      Masks(adapters: masks.adapters, domains: masks.domains.subtracting(domains)),
    ]
    let kept = candidates.map { start in
      let derived = MaskDerivation(
        current: start, needs: needs, existing: bindings.existing, frozen: frozen
      ).derived
      return bindings.existing.intersection(derived.matrix).count
    }
    return kept[1] > kept[0] ? candidates[1] : candidates[0]
  }

  /// The mask writes that only clear bits, the one first that frees all that is stranded.
  ///
  /// The other order would give some of it to the host for a moment, and the kernel does not refuse.
  mutating func clears(to cleared: Masks) -> [MaskChange] {
    let writes = MaskChange.writes(from: masks, to: cleared)
    let stranded = stranded
    guard !stranded.isEmpty, let first = writes.first, let last = writes.last else { return writes }
    if stranded.intersection(first.applied(to: masks).matrix).isEmpty { return writes }
    if stranded.intersection(last.applied(to: masks).matrix).isEmpty { return writes.reversed() }
    stop(
      .otherOwnership, "the host",
      "\(QueueList.text(stranded)) would be the host's between the writes of apmask and aqmask",
      remedy: "choose \"keeps: derive\", or masks of which one alone frees all queues of guests")
    return []
  }

  /// Masks that may not be writable: the kernel refuses each change while it counts an override that has
  /// left with its queue.
  ///
  /// A single change is tried where the queue is back: it may be that somebody took it from the guest.
  mutating func writable(_ new: Masks) -> Masks {
    let queues =
      target.changesOwnership
      ? facts.lostOverrides : facts.lostOverrides.subtracting(bindings.existing)
    guard new != masks, !queues.isEmpty else { return new }
    isBarredFromMasks = true
    stop(
      .otherOwnership, "the host",
      "the kernel still counts the driver_override with which \(QueueList.text(queues)) left, and"
        + " refuses every mask write",
      remedy: "restart the host, which alone cures that")
    return new
  }

  /// What is put off until the host is restarted.
  mutating func putOffMasks() {
    let queues = facts.lostOverrides
    let owners = facts.sortedMdevs.filter { !queues.intersection($0.matrix).isEmpty }
      .map { GuestLabel.text(name($0.uuid)) }
    delays.append(
      "the host: masks can't be written before it is restarted: the kernel still counts the"
        + " driver_override with which \(QueueList.text(queues)) (\(owners.joined(separator: ", "))) left,"
        + " and refuses; until then queues are handed over by driver_override")
  }

  /// Clears every override, without which no mask can be written; a bound queue stays where it is.
  ///
  /// What is left alone keeps its own, as long as the masks stay.
  mutating func clearOverrides(before new: Masks) {
    let rested = target.rested.reduce(QueueSet()) { $0.union(overridden.intersection($1)) }
    if new != masks, !rested.isEmpty {
      stop(
        .otherOwnership, "the host",
        "\(QueueList.text(rested)), which is left alone for now, has a driver_override, and the kernel refuses"
          + " every mask write",
        remedy: "find who writes it")
      return
    }
    for queue in overridden.subtracting(rested).queues {
      add(
        .prepare, .override(queue, driver: nil),
        "masks decide, and the kernel refuses their change while a queue has a driver_override",
        preconditions: [.masks(masks)])
    }
    promised = QueueSet(rested.queues.filter(promised.contains))
    overridden = rested
  }

  /// Fills both masks, without which no override can be written; every queue is the host's then.
  mutating func fillMasks() {
    guard masks != .full else { return }
    if case .masks(let adapters, let domains) = target.reservation,
      Masks(adapters: adapters, domains: domains) != .full
    {
      stop(
        .otherOwnership, "the host",
        "the masks are left as they are for now, and the kernel takes a driver_override only while both are all ones",
        remedy: "see why they could not be written")
      return
    }
    let held = facts.sortedMdevs.reduce(QueueSet()) {
      $0.union(bindings.vfio.intersection($1.matrix))
    }
    consents.exposure(held)
    for change in MaskChange.writes(from: masks, to: .full) {
      _ = write(
        change, .prepare, "the kernel takes a driver_override only while both masks are all ones")
    }
  }

  /// What an mdev keeps while masks are filled: nothing for which a bit is clear.
  func emptied(_ kept: Matrix) -> Matrix {
    masks == .full || kept.queueCount == 0 ? kept : Matrix(controlDomains: kept.controlDomains)
  }
}
