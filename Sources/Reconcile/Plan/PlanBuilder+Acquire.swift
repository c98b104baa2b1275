import APModel

/// The last phases: guests get what they should have, and that is read back.
extension PlanBuilder {
  /// Creates a guest's mdev if it is not there.
  mutating func create(_ guest: GuestTarget) {
    guard matrices[guest.uuid] == nil else { return }
    add(
      .create, .create(uuid: guest.uuid), GuestLabel.lacksMdev(guest.name),
      preconditions: [.absent(uuid: guest.uuid)])
    matrices[guest.uuid] = Matrix()
    shadows[guest.uuid] = Matrix()
  }

  /// Gives a guest the rest of its matrix.
  mutating func acquire(_ guest: GuestTarget) {
    let current = matrices[guest.uuid] ?? Matrix()
    guard current != guest.matrix else { return }
    if takesWhole(guest.matrix) {
      configure(guest, current)
    } else if facts.capabilities.hasApConfig, current.usage != guest.matrix.usage {
      stopUnassignable(guest)
    } else {
      assign(guest, current)
    }
  }

  private mutating func configure(_ guest: GuestTarget, _ current: Matrix) {
    var conditions = acquirePreconditions(guest, current)
    // What holds nothing has nothing to lose to the filter.
    if current.queueCount > 0 {
      conditions.append(.keepsInUse(uuid: guest.uuid, guest.matrix))
    }
    matrices[guest.uuid] = guest.matrix
    let effects = filterAgain(guest.uuid) + controlEffects(guest.uuid, current, guest.matrix)
    add(
      .acquire, .configure(uuid: guest.uuid, guest.matrix),
      "\(guest.label) should hold \(guest.matrix.members)", effects: effects,
      preconditions: conditions)
  }

  private mutating func assign(_ guest: GuestTarget, _ current: Matrix) {
    var present = current
    for member in additions(guest.matrix, current) {
      var conditions = acquirePreconditions(guest, present)
      conditions[0] = .holds(uuid: guest.uuid, present)
      member.apply(to: &present, inserting: true)
      // The kernel filters again for an adapter or a domain only.
      if !member.isControl { conditions.append(.keepsInUse(uuid: guest.uuid, present)) }
      let before = matrices[guest.uuid] ?? Matrix()
      matrices[guest.uuid] = present
      let effects =
        (member.isControl ? [] : filterAgain(guest.uuid))
        + controlEffects(guest.uuid, before, present)
      add(
        .acquire, .assign(uuid: guest.uuid, member),
        "\(guest.label) should hold \(guest.matrix.members)", effects: effects,
        preconditions: conditions)
    }
  }

  /// Domains before adapters, and of these first where a queue is missing: so the kernel never gives
  /// a guest a queue that it takes back with the next domain.
  private func additions(_ matrix: Matrix, _ current: Matrix) -> [MatrixMember] {
    let domains = matrix.domains.subtracting(current.domains).sorted { left, right in
      obstacleCount(left, current) > obstacleCount(right, current)
    }
    return domains.map(MatrixMember.domain)
      + matrix.adapters.subtracting(current.adapters).map(MatrixMember.adapter)
      + matrix.controlDomains.subtracting(current.controlDomains)
      .map(MatrixMember.controlDomain)
  }

  private func obstacleCount(_ domain: DomainID, _ current: Matrix) -> Int {
    let host = facts.bus.hostConfiguration ?? Matrix()
    guard host.domains.contains(domain) else { return 0 }
    return current.adapters.intersection(host.adapters)
      .count { !bindings.vfio[$0].contains(domain) }
  }

  private func acquirePreconditions(_ guest: GuestTarget, _ current: Matrix) -> [Precondition] {
    let lost = releasePreconditions(
      guest.uuid, current, current.intersection(guest.matrix))
    var conditions = lost
    conditions.append(.masks(masks))
    conditions.append(.unclaimed(guest.matrix, except: guest.uuid))
    let present = bindings.vfio.intersection(guest.matrix)
    // What an idle guest lacks comes later by itself; a running one would lose an adapter.
    if mayRun(guest.uuid), !present.isEmpty { conditions.append(.bound(present)) }
    return conditions
  }

  /// Reads back what each guest gets that some step touched.
  mutating func verify() {
    for guest in target.guests where touched.contains(guest.uuid) {
      add(
        .verify, .verify(uuid: guest.uuid, due(guest)),
        "what \(guest.label) gets is read back")
    }
  }
}
