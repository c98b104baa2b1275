import APModel

/// The first phase: mdevs let go of what they should not have.
extension PlanBuilder {
  /// Removes the mdevs that the target does without.
  mutating func remove() {
    for mdev in facts.sortedMdevs where isRemoved(mdev) {
      let lost = QueueSet(mdev.effective)
      var effects: [Effect] = []
      if !lost.isEmpty {
        effects.append(.guestLoses(name: name(mdev.uuid), isRunning: false, lost))
      }
      var reason =
        mdev.state == .detached
        ? "\(mdev.label) has lost its driver and can only be made again"
        : "\(mdev.label) is not wanted"
      if !mdev.isKnown { reason += "; what it holds is not known, and is lost with it" }
      var conditions: [Precondition] = [.stopped(uuid: mdev.uuid)]
      // What somebody else has put into it meanwhile nobody has agreed to lose.
      if mdev.state == .active, mdev.isKnown {
        conditions.append(.holds(uuid: mdev.uuid, mdev.matrix))
      }
      add(
        .release, .remove(uuid: mdev.uuid), reason, effects: effects, preconditions: conditions)
      matrices[mdev.uuid] = nil
      shadows[mdev.uuid] = nil
      touched.remove(mdev.uuid)
    }
  }

  /// Shrinks the guests that must let go before somebody else gets something.
  mutating func release(before handover: Handover) {
    for guest in target.guests where persists(guest.uuid) {
      let current = matrices[guest.uuid] ?? Matrix()
      var kept = current.intersection(guest.matrix)
      switch handover {
      case .masks(let new): kept = parked(kept, guest, new)
      case .overrides: kept = emptied(kept)
      case .nothing: break
      }
      askConsent(guest, current)
      guard kept != current, mustReleaseEarly(guest, current, kept, handover) else { continue }
      shrink(guest, from: current, to: kept)
    }
  }

  private mutating func askConsent(_ guest: GuestTarget, _ current: Matrix) {
    guard mayRun(guest.uuid) else { return }
    let shadow = QueueSet(shadows[guest.uuid] ?? Matrix())
    consents.guest(
      guest.name, loses: shadow.subtracting(shadow.intersection(guest.matrix)))
    guard isRunning(guest.uuid) else { return }
    consents.guest(
      guest.name,
      losesControl: controllable(current).subtracting(guest.matrix.controlDomains))
  }

  /// With `ap_config` a guest that is in nobody's way changes in one write, in a later phase.
  private func mustReleaseEarly(
    _ guest: GuestTarget, _ current: Matrix, _ kept: Matrix, _ handover: Handover
  ) -> Bool {
    guard facts.capabilities.hasApConfig else { return true }
    switch handover {
    case .overrides, .nothing: return true
    case .masks(let new):
      if kept != current.intersection(guest.matrix) || new.reserveAny(of: current) { return true }
      if vetoes(current, new) || !stranded.isEmpty { return true }
      // What an override has handed over is the first mask write's to decide about, and not the last one's.
      if facts.hasOverrides, masks.reserveAny(of: current) { return true }
    }
    return target.guests.contains {
      $0.uuid != guest.uuid && $0.matrix.sharesQueues(with: current)
    }
  }

  private mutating func shrink(_ guest: GuestTarget, from current: Matrix, to kept: Matrix) {
    let lost = current.subtracting(kept)
    let reason =
      lost.intersection(guest.matrix) == Matrix()
      ? "\(guest.label) should not hold \(lost.members)"
      : "\(guest.label) lets go of \(lost.members) while others change"
    guard !takesWhole(kept) else {
      matrices[guest.uuid] = kept
      let effects = filterAgain(guest.uuid) + controlEffects(guest.uuid, current, kept)
      add(
        .release, .configure(uuid: guest.uuid, kept), reason, effects: effects,
        preconditions: releasePreconditions(guest.uuid, current, kept) + [
          .keepsInUse(uuid: guest.uuid, kept)
        ])
      return
    }
    var present = current
    for member in MatrixMember.difference(current, kept) {
      var next = present
      member.apply(to: &next, inserting: false)
      var shadow = shadows[guest.uuid] ?? Matrix()
      member.apply(to: &shadow, inserting: false)
      matrices[guest.uuid] = next
      let effects =
        setShadow(guest.uuid, shadow) + controlEffects(guest.uuid, present, next)
      add(
        .release, .unassign(uuid: guest.uuid, member), reason, effects: effects,
        preconditions: releasePreconditions(guest.uuid, present, next))
      present = next
    }
  }

  /// A guest that did not run when the plan was made must still not use what it loses.
  func releasePreconditions(
    _ uuid: String, _ current: Matrix, _ kept: Matrix
  ) -> [Precondition] {
    var conditions: [Precondition] = [.holds(uuid: uuid, current)]
    var lost = QueueSet(current).subtracting(QueueSet(kept))
    // What a running guest had was asked for; what it got since then was not.
    if mayRun(uuid), let asked = facts.mdevs[uuid]?.effective {
      lost = lost.subtracting(QueueSet(asked))
    }
    if !lost.isEmpty { conditions.append(.notInUse(lost)) }
    return conditions
  }
}
