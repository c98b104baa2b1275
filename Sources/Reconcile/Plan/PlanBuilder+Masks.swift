import APModel

/// The phases in which queues change hands by the masks of the bus.
extension PlanBuilder {
  /// What stays in each mdev from beginning to end, as the kernel's veto sees it while bits are set.
  var holdings: [(uuid: String, matrix: Matrix)] {
    facts.sortedMdevs.filter { persists($0.uuid) }.map { mdev in
      (mdev.uuid, wanted(mdev.uuid).map(mdev.matrix.intersection) ?? mdev.matrix)
    }
  }

  /// The bits that a pair of masks sets anew.
  func newlySet(_ new: Masks) -> Masks {
    Masks(
      adapters: new.adapters.subtracting(facts.masks?.adapters ?? .all),
      domains: new.domains.subtracting(facts.masks?.domains ?? .all))
  }

  /// Whether an mdev that holds a matrix makes the kernel refuse to set what a pair of masks sets anew.
  func vetoes(_ held: Matrix, _ new: Masks) -> Bool {
    facts.veto.refuses(newlySet(new), leadingTo: new, while: held)
  }

  /// The masks that the target leads to; obstacles if there are none.
  mutating func chooseMasks() -> Masks {
    var frozen = Masks(adapters: [], domains: [])
    if facts.veto.isWide {
      for held in holdings where held.matrix.queueCount > 0 {
        frozen.adapters.formUnion(held.matrix.adapters)
        frozen.domains.formUnion(held.matrix.domains)
      }
    }
    let stranded = stranded
    let start = stranded.isEmpty ? masks : freeing(stranded, frozen: frozen)
    let derivation = MaskDerivation(
      current: start, needs: needs, declared: target.declared, existing: bindings.existing,
      frozen: frozen)
    switch target.reservation {
    case .derive: return settable(derivation.derived, or: derivation.asNeeded)
    case .asNeeded: return derivation.asNeeded
    case .masks(let adapters, let domains):
      let new = Masks(adapters: adapters, domains: domains)
      checkReservation(new)
      return settable(new, or: new.intersection(masks))
    }
  }

  private mutating func checkReservation(_ new: Masks) {
    var reported: Set<String> = []
    for guest in target.guests where new.reserveAny(of: guest.matrix) {
      reported.insert(guest.uuid)
      let shared = new.matrix.intersection(guest.matrix).queues
      stop(
        .queueReserved, guest.label, "the host would keep \(QueueList.text(shared))",
        remedy: "leave them out of the masks or out of the guest")
    }
    for mdev in facts.sortedMdevs where persists(mdev.uuid) && wanted(mdev.uuid) == nil {
      guard new.reserveAny(of: mdev.matrix) else { continue }
      reported.insert(mdev.uuid)
      let shared = new.matrix.intersection(mdev.matrix).queues
      stop(
        .queueReserved, mdev.label, "it holds \(QueueList.text(shared)), which the host would keep",
        remedy: "unassign them first, or leave them out of the masks")
    }
    guard facts.veto.isWide else { return }
    for held in holdings where !reported.contains(held.uuid) {
      if vetoes(held.matrix, new) { checkVeto(held, new) }
    }
  }

  /// Only a stopped, managed guest can step aside while bits are set.
  private mutating func checkVeto(_ held: (uuid: String, matrix: Matrix), _ new: Masks) {
    guard wanted(held.uuid) == nil || mayRun(held.uuid) else { return }
    let bits = newlySet(new)
    let adapters = held.matrix.adapters.intersection(bits.adapters)
    let domains = held.matrix.domains.intersection(bits.domains)
    let what = adapters.isEmpty ? "domain \(domains)" : "adapter \(adapters)"
    let wayOut =
      wanted(held.uuid) == nil
      ? "leave the bit clear, or unassign the number first"
      : "leave the bit clear (\"keeps: derive\" does), or stop the guest"
    stop(
      .maskVeto, GuestLabel.text(name(held.uuid)),
      "it holds \(what), which this kernel refuses to set in a mask (EBUSY) although no queue of it"
        + " would become the host's",
      remedy: wayOut)
  }

  /// What a stopped guest keeps while bits are set that its adapters or domains would veto.
  func parked(_ kept: Matrix, _ guest: GuestTarget, _ new: Masks) -> Matrix {
    guard facts.veto.isWide, !mayRun(guest.uuid), vetoes(kept, new) else { return kept }
    let bits = newlySet(new)
    return Matrix(
      adapters: kept.adapters.subtracting(bits.adapters),
      domains: kept.domains.subtracting(bits.domains), controlDomains: kept.controlDomains)
  }

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
    if !moves.toHost.isEmpty {
      if facts.hasHostDriver { effects.append(.hostGains(moves.toHost)) }
      giveToHost(moves.toHost, &conditions)
    }
    if phase != .clear {
      conditions.append(.unclaimed(after.matrix, except: nil))
    } else if facts.hasOverrides {
      conditions.append(.exposesNone(after))
    }
    let hadDefault = hasDefaultQueue
    bindings.giveToHost(moves.toHost)
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
    let used = queues.intersection(QueueSet(use.uses.keys))
    for queue in used.queues { consents.host(loses: queue, use.uses[queue] ?? .unknown) }
    let bare =
      use.files.isEmpty
      ? [] : use.files(losing: Set(queues.queues), of: Set(bindings.host.queues))
    if !bare.isEmpty { effects.append(.leavesNone(bare)) }
    // What the plan itself has passed through a host driver tells nothing of the host's use.
    let idle = queues.subtracting(used).intersection(facts.bindings.host)
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
    guard facts.hasHostDriver else { return }
    conditions.append(.cardsHaveDrivers(queues.adapters))
    for adapter in queues.adapters where !letCardBeBound(adapter) {
      stop(
        .cardWithoutDriver, "adapter \(adapter)",
        "its card has no driver, and giving \(QueueList.text(queues[adapter].map { APQN(adapter, $0) }))"
          + " to a host driver would crash the kernel",
        remedy: "write \(adapter.cardName) to /sys/bus/ap/drivers_probe first")
    }
  }
}
