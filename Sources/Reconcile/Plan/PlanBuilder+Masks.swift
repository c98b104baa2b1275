import APModel

/// The phases in which queues change hands by the masks of the bus.
extension PlanBuilder {
  /// All clears, then the wait for the new drivers, then all sets: what stays never changes hands.
  mutating func changeMasks(to new: Masks) {
    let cleared = masks.intersection(new)
    let reason =
      needs.contains(where: masks.reserveAny)
      ? "guests need queues that the masks reserve" : "the host should not keep these queues"
    var moved = QueueSet()
    for change in clears(to: cleared) {
      moved = moved.union(write(change, .clear, reason))
    }
    bindNeeded(moved)
    for change in MaskChange.writes(from: cleared, to: new) {
      _ = write(
        change, .reserve,
        target.isMasksOnly
          ? "the masks were asked for" : "nobody needs these queues to be vfio_ap's")
    }
    bindReserved()
  }

  /// - Returns: the queues that vfio_ap gets by the write.
  mutating func write(
    _ change: MaskChange, _ phase: PlanStep.Phase, _ reason: String
  ) -> QueueSet {
    let after = change.applied(to: masks)
    let moves = bindings.moves(after)
    var conditions: [Precondition] = [.masks(masks), .reservesNoBareCard(after)]
    var effects: [Effect] = []
    if !moves.toVFIO.isEmpty {
      effects.append(.hostLoses(moves.toVFIO))
      takeFromHost(moves.toVFIO, &conditions, &effects)
    }
    let gained = facts.served(moves.toHost)
    if !gained.isEmpty { effects.append(.hostGains(gained)) }
    if !moves.toHost.isEmpty { giveToHost(moves.toHost, &conditions) }
    if phase != .clear {
      conditions.append(.unclaimed(after.matrix, except: nil))
    } else if facts.hasOverrides {
      conditions.append(.exposesNone(after))
    }
    let hadDefault = hasDefaultQueue
    bindings.release(moves.toHost.subtracting(gained))
    bindings.giveToHost(gained)
    bindings.giveToVFIO(moves.toVFIO)
    if let domain = facts.bus.defaultDomain, hadDefault, !hasDefaultQueue {
      effects.append(.losesDefaultDomain(domain))
    }
    masks = after
    effects += filterAfterBinding(moves.toVFIO)
    add(phase, .changeMask(change), reason, effects: effects, preconditions: conditions)
    return moves.toVFIO
  }

  /// Whether a host driver has a queue for requests that name no domain.
  private var hasDefaultQueue: Bool {
    guard let domain = facts.bus.defaultDomain else { return false }
    return bindings.host.domainsByAdapter.values.contains { $0.contains(domain) }
  }

  /// Asks for consent where the host uses what it loses; the rest must still be as idle then.
  mutating func takeFromHost(
    _ queues: QueueSet, _ conditions: inout [Precondition], _ effects: inout [Effect]
  ) {
    let use = facts.use
    let exposed = queues.intersection(exposedOfOwners)
    let used = queues.intersection(QueueSet(use.uses.keys)).subtracting(
      QueueSet(exposed.queues.filter { use.uses[$0]?.isUnderWay != true }))
    for queue in used.queues { consents.host(loses: queue, use.uses[queue] ?? .unknown) }
    let bare =
      use.files.isEmpty
      ? []
      : use.files(
        losing: Set(queues.subtracting(facts.exposed).queues),
        of: Set(bindings.host.subtracting(facts.exposed).queues))
    if !bare.isEmpty { effects.append(.leavesNone(bare)) }
    let answered = exposed.subtracting(used)
    if !answered.isEmpty { conditions.append(.answered(answered)) }
    // What the plan itself has passed through a host driver tells nothing of the host's use.
    let idle = queues.subtracting(used).subtracting(exposed).intersection(facts.bindings.host)
    guard !idle.isEmpty else { return }
    let quiet = idle.intersection(QueueSet(use.quiet))
    if !quiet.isEmpty { effects.append(.foundQuiet(quiet, seconds: use.span)) }
    if !use.unseen.isEmpty, !hasToldUnseen { effects.append(.unseenUse(use.unseen)) }
    hasToldUnseen = true
    conditions.append(.idle(idle.queues.reduce(into: [:]) { $0[$1] = facts.counts[$1] ?? 0 }))
  }

  /// A host driver gets queues: none may be in a guest, and each needs a card with a driver.
  mutating func giveToHost(_ queues: QueueSet, _ conditions: inout [Precondition]) {
    let vfio = queues.intersection(bindings.vfio)
    if !vfio.isEmpty { conditions.append(.notInUse(vfio)) }
    let adapters = queues.adapters.subtracting(facts.unserved)
    guard facts.hasHostDriver, !adapters.isEmpty else { return }
    conditions.append(.cardsHaveDrivers(adapters))
    for adapter in adapters where !letCardBeBound(adapter) {
      stop(
        .cardWithoutDriver, "adapter \(adapter)",
        "its card has no driver, and giving \(QueueList.text(queues[adapter].map { APQN(adapter, $0) }))"
          + " to a host driver would crash the kernel",
        remedy: "write \(adapter.cardName) to /sys/bus/ap/drivers_probe first")
    }
  }
}
