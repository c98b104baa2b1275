import APModel

/// The masks that a target leads to, and what the kernel would refuse of them.
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

  /// How masks free what is needed, of what every mdev keeps too, without a bit that the kernel refuses to set.
  var derivation: MaskDerivation {
    var frozen = Masks(adapters: [], domains: [])
    if facts.veto.isWide {
      for held in holdings where held.matrix.queueCount > 0 {
        frozen.adapters.formUnion(held.matrix.adapters)
        frozen.domains.formUnion(held.matrix.domains)
      }
    }
    let stranded = stranded
    let start = stranded.isEmpty ? masks : freeing(stranded, frozen: frozen)
    return MaskDerivation(
      current: start, needs: needs, declared: target.declared, existing: bindings.existing,
      frozen: frozen, used: QueueSet(facts.use.uses.keys),
      silent: QueueSet(bindings.existing.queues.filter { facts.hardware.outage(of: $0) != nil }))
  }

  /// The masks that the target leads to; obstacles if there are none.
  mutating func chooseMasks() -> Masks {
    let derivation = derivation
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
      let them = new.matrix.intersection(mdev.matrix).queueCount == 1 ? "it" : "them"
      stop(
        .queueReserved, mdev.label, "it holds \(QueueList.text(shared)), which the host would keep",
        remedy: "unassign \(them) first, or leave \(them) out of the masks")
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
}
