import APModel
import Sysfs

/// Reads back what an operation was to bring about.
struct EffectChecker {
  let probe: HostProbe
  /// The names of the guests by uuid.
  let names: [String: String]

  /// Passes if the step's operation has had its effect.
  ///
  /// - Throws: `StepFailure.withoutEffect` with what was found instead, `.guestLacks`, `.unreadable`.
  func check(_ step: PlanStep) throws(StepFailure) {
    let failure: StepFailure?
    do throws(SysfsError) {
      failure = try self.failure(step)
    } catch {
      throw .unreadable(error)
    }
    if let failure { throw failure }
  }

  private func failure(_ step: PlanStep) throws(SysfsError) -> StepFailure? {
    if case .verify(let uuid, let matrix) = step.operation { return try lack(uuid, matrix) }
    guard let write = step.operation.write, let found = try contradiction(step) else { return nil }
    return .withoutEffect(write, found: found)
  }

  /// What is there instead of the operation's effect; nil if the effect is there.
  private func contradiction(_ step: PlanStep) throws(SysfsError) -> String? {
    switch step.operation {
    case .configure(let uuid, let matrix): return try contents(uuid, matrix)
    case .assign(let uuid, let member):
      return try contents(uuid, step.held(by: uuid).with(member, isMember: true))
    case .unassign(let uuid, let member):
      return try contents(uuid, step.held(by: uuid).with(member, isMember: false))
    case .changeMask(let change): return try mask(change)
    case .create(let uuid):
      return try probe.hasMdev(uuid) ? nil : "no mdev \(uuid) is there"
    case .remove(let uuid):
      return try probe.hasMdev(uuid) ? "mdev \(uuid) is still there" : nil
    case .unbind(let queue, _):
      return try probe.driver(of: queue).map { "\(queue) is bound to \($0)" }
    case .probeCard(let adapter):
      return try probe.driver(of: adapter) == nil ? "\(adapter.cardName) has no driver" : nil
    case .probe(let queue, let driver):
      guard let found = try probe.driver(of: queue) else { return "\(queue) has no driver" }
      // Drivers of the host are called by the generation of the card.
      let isMeant = (found == DriverName.vfioAP) == (driver == DriverName.vfioAP)
      return isMeant ? nil : "\(queue) is bound to \(found)"
    case .autoprobe(let isOn):
      let found = try probe.autoprobe()
      return found == (isOn ? "1" : "0") ? nil : "it reads \"\(found)\""
    case .override(let queue, let driver):
      let found = try probe.driverOverride(queue)
      return found == driver ? nil : "it reads \"\(found ?? "")\""
    case .awaitBinding, .verify: return nil
    }
  }

  private func contents(_ uuid: String, _ expected: Matrix) throws(SysfsError) -> String? {
    let found = try probe.matrix(uuid, expecting: expected.queueCount)
    if found == expected { return nil }
    return "the mdev holds \(found?.words ?? "nothing that is understood")"
  }

  private func mask(_ change: MaskChange) throws(SysfsError) -> String? {
    guard let masks = try probe.masks() else { return "the mask can't be read" }
    switch change {
    case .adapters(_, let new):
      return masks.adapters == new ? nil : "it has the adapters \(masks.adapters)"
    case .domains(_, let new):
      return masks.domains == new ? nil : "it has the domains \(masks.domains)"
    }
  }

  private func lack(_ uuid: String, _ matrix: Matrix) throws(SysfsError) -> StepFailure? {
    guard let shown = try probe.guestQueues(uuid) else {
      // What nobody may read is known by rule; what has lost its attributes is not.
      let fact = "the mdev of \(GuestLabel.text(names[uuid] ?? uuid)) is gone"
      return try probe.hasAttributes(uuid) ? nil : .changed(fact)
    }
    let missing = QueueSet(matrix).subtracting(shown)
    return missing.isEmpty ? nil : .guestLacks(name: names[uuid] ?? uuid, missing)
  }
}
