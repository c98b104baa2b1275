import APModel

/// The phase in which the kernel is made to filter again where it shows less than its rule gives.
extension PlanBuilder {
  /// Filters again for each guest that gets less than it could.
  mutating func refilter() {
    for guest in target.guests where facts.mdevs[guest.uuid]?.isShownByKernel ?? false {
      let shown = QueueSet(shadows[guest.uuid] ?? Matrix())
      let missing = QueueSet(due(guest)).subtracting(shown)
      guard !missing.isEmpty else { continue }
      let reason = "the kernel shows less than its rule gives \(guest.label)"
      let conditions: [Precondition] = [
        .holds(uuid: guest.uuid, guest.matrix), .keepsInUse(uuid: guest.uuid, guest.matrix),
      ]
      if takesWhole(guest.matrix) {
        add(
          .refilter, .configure(uuid: guest.uuid, guest.matrix), reason,
          effects: filterAgain(guest.uuid), preconditions: conditions)
      } else if missing.queues.allSatisfy(comesBack) {
        rebind(missing, of: guest, reason, conditions)
      }
    }
  }

  /// Binds queues anew: that filters too, and heals a queue whose last reset failed, which these
  /// kernels drop although nothing shows it.
  ///
  /// The queues reach no guest, so this disturbs nobody, and the mdev holds them all the while.
  private mutating func rebind(
    _ missing: QueueSet, of guest: GuestTarget, _ reason: String, _ conditions: [Precondition]
  ) {
    for queue in missing.queues {
      let isPromised = Precondition.promised(queue, driver: DriverName.vfioAP)
      add(
        .refilter, .unbind(queue, driver: DriverName.vfioAP), reason,
        preconditions: conditions + [
          .masks(masks), .driver(queue, DriverName.vfioAP), isPromised,
          .notInUse(QueueSet([queue])),
        ])
      add(
        .refilter, .probe(queue, driver: DriverName.vfioAP), reason,
        preconditions: [.masks(masks), .driver(queue, nil), isPromised])
    }
    touched.insert(guest.uuid)
    add(.refilter, .awaitBinding(missing), reason, effects: filterAgain(guest.uuid))
  }

  /// What a guest must get at the end.
  func due(_ guest: GuestTarget) -> Matrix {
    let filtered = filtered(guest.matrix)
    return target.wayBack?.had[guest.uuid].map(filtered.intersection) ?? filtered
  }
}
