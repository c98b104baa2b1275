import APModel

/// What of a declared matrix an mdev can be given where each queue is handed over by its override: the
/// kernel assigns no queue there that is not handed over yet.
struct OfferedPart {
  private let offered: QueueSet

  /// - Parameter offered: the queues that are there and can be handed over.
  init(_ offered: QueueSet) { self.offered = offered }

  /// What a guest should have for now; it never costs it a queue that it could have.
  ///
  /// - Parameters:
  ///   - declared: all that it is to have.
  ///   - held: what its mdev holds; nil if there is none.
  func goal(_ declared: Matrix, holding held: Matrix?) -> Matrix {
    guard !offered.contains(all: declared) else { return declared }
    var goal = part(of: declared)
    if let kept = held?.intersection(declared) {
      let gains = !QueueSet(goal).subtracting(QueueSet(kept)).isEmpty
      let losses = !QueueSet(part(of: kept)).subtracting(QueueSet(goal)).isEmpty
      // Unassigning needs nobody's leave, and what comes back to the mdev needs no assignment.
      if !gains || losses { goal = kept }
    }
    goal.controlDomains = declared.controlDomains
    return goal
  }

  /// The domains that are there at all, with the adapters that have all of these, as the kernel filters.
  private func part(of matrix: Matrix) -> Matrix {
    let rows = offered.intersection(matrix).domainsByAdapter
    let domains = rows.values.reduce(DomainSet()) { $0.union($1) }
    return Matrix(adapters: AdapterSet(rows.filter { $0.value == domains }.keys), domains: domains)
  }
}

extension QueueSet {
  /// Whether every queue of a matrix is in the set; true for one that has none.
  fileprivate func contains(all matrix: Matrix) -> Bool {
    QueueSet(matrix).subtracting(self).isEmpty
  }
}

extension Target {
  /// The target as far as it can be had now; what is left over waits for hardware.
  ///
  /// Masks need no such goal: with them an mdev holds what is not there yet. A single change is had as a
  /// whole, because nobody would remember what it waits for.
  func offered(by facts: HostFacts) -> Target {
    let isDeclared = ownership == .driverOverride && reservation != .asNeeded && wayBack == nil
    guard isDeclared else { return self }
    var goal = self
    let existing = facts.bindings.existing
    for (index, guest) in guests.enumerated() {
      let mdev = facts.mdevs[guest.uuid]
      // What masks have handed over is given back before overrides can hand it over.
      let isHeld = mdev?.state == .active && facts.masks == .full
      let held = isHeld ? mdev?.matrix : nil
      let part = OfferedPart(existing.subtracting(left)).goal(guest.matrix, holding: held)
      guard part != guest.matrix else { continue }
      goal.guests[index].matrix = part
      goal.prepared.append(guest.matrix)
      let whole = OfferedPart(existing).goal(guest.matrix, holding: held)
      goal.spare(QueueSet(whole).subtracting(QueueSet(part)), of: guest, facts)
    }
    return goal
  }

  /// Lets the host keep what it has of a guest, and what could not be assigned beside a queue that is left
  /// alone: nobody would have it.
  private mutating func spare(_ missed: QueueSet, of guest: GuestTarget, _ facts: HostFacts) {
    // An override that is there already would take the queue at its next probe.
    let spared = missed.intersection(facts.bindings.host).subtracting(left)
      .subtracting(QueueSet(facts.overrides.keys))
    guard !spared.isEmpty else { return }
    left = left.union(spared)
    self.spared[guest.name] = spared
  }
}
