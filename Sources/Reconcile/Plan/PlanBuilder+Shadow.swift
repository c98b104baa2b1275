import APModel

/// Follows what guests get, and guards what running guests keep.
extension PlanBuilder {
  /// Notes what a guest gets after a step.
  ///
  /// - Returns: the gains and losses, as the step's effects.
  mutating func setShadow(_ uuid: String, _ shadow: Matrix) -> [Effect] {
    let old = shadows[uuid] ?? Matrix()
    shadows[uuid] = shadow
    guard old != shadow else { return [] }
    let before = QueueSet(old)
    let after = QueueSet(shadow)
    let running = isRunning(uuid)
    let name = name(uuid)
    var effects: [Effect] = []
    let lost = before.subtracting(after)
    if !lost.isEmpty { effects.append(.guestLoses(name: name, isRunning: running, lost)) }
    let gained = after.subtracting(before)
    if !gained.isEmpty { effects.append(.guestGains(name: name, isRunning: running, gained)) }
    if mayRun(uuid) { guardRunning(uuid, after) }
    return effects
  }

  /// A running guest keeps, at every step, all that it has, or got on the way, and that the target
  /// leaves it.
  private mutating func guardRunning(_ uuid: String, _ after: QueueSet) {
    guard let mdev = facts.mdevs[uuid] else { return }
    var kept = everShown[uuid] ?? QueueSet()
    everShown[uuid] = kept.union(after)
    if let wanted = wanted(uuid) { kept = kept.intersection(wanted) }
    let lost = kept.subtracting(after)
    guard !lost.isEmpty, let adapter = lost.adapters.first else { return }
    let name = name(uuid)
    let domains = (wanted(uuid) ?? mdev.matrix).domains
      .intersection(facts.bus.hostConfiguration?.domains ?? [])
    let missing = domains.subtracting(bindings.vfio[adapter]).first
    let cause = missing.map { "\(APQN(adapter, $0)) is not bound to vfio_ap" } ?? "of its filter"
    stop(
      .guestWouldLose, GuestLabel.text(name),
      "the kernel would take \(QueueList.text(lost)) from the running guest because \(cause)",
      remedy: missing.map {
        "see why \(APQN(adapter, $0)) is not there, leave domain \($0) out, or stop the guest"
      } ?? "stop the guest")
  }

  /// A full filtering of one mdev, as an assignment or `ap_config` does it.
  mutating func filterAgain(_ uuid: String) -> [Effect] {
    setShadow(uuid, filtered(matrices[uuid] ?? Matrix()))
  }

  /// The kernel filters every mdev that a newly bound queue belongs to.
  mutating func filterAfterBinding(_ queues: QueueSet) -> [Effect] {
    matrices.keys.sorted().flatMap { uuid -> [Effect] in
      guard let matrix = matrices[uuid], !queues.intersection(matrix).isEmpty else { return [] }
      let effects = filterAgain(uuid)
      if !effects.isEmpty { touched.insert(uuid) }
      return effects
    }
  }

  /// The change of control domains between two matrices, as effects.
  func controlEffects(_ uuid: String, _ old: Matrix, _ new: Matrix) -> [Effect] {
    let lost = controllable(old).subtracting(new.controlDomains)
    let gained = controllable(new).subtracting(old.controlDomains)
    let running = isRunning(uuid)
    var effects: [Effect] = []
    if !lost.isEmpty {
      effects.append(.guestLosesControl(name: name(uuid), isRunning: running, lost))
    }
    if !gained.isEmpty {
      effects.append(.guestGainsControl(name: name(uuid), isRunning: running, gained))
    }
    return effects
  }

  /// The domains that a guest with this matrix may control; what the host has lost it has lost, too.
  func controllable(_ matrix: Matrix) -> DomainSet {
    facts.bus.passedControlDomains(matrix.controlDomains)
  }
}
