import APModel
import Sysfs

/// Reads back what an operation was to bring about.
struct EffectChecker {
  let probe: HostProbe
  /// The names of the guests by uuid.
  let names: [String: String]

  /// Passes if the operation has had its effect.
  ///
  /// - Throws: `StepFailure.withoutEffect` with what was found instead, `.guestLacks`, `.unreadable`.
  func check(_ operation: PlanOperation) throws(StepFailure) {
    let failure: StepFailure?
    do throws(SysfsError) {
      failure = try self.failure(operation)
    } catch {
      throw .unreadable(error)
    }
    if let failure { throw failure }
  }

  private func failure(_ operation: PlanOperation) throws(SysfsError) -> StepFailure? {
    if case .verify(let uuid, let matrix) = operation { return try lack(uuid, matrix) }
    guard let write = operation.write, let found = try contradiction(operation) else { return nil }
    return .withoutEffect(write, found: found)
  }

  /// What is there instead of the operation's effect; nil if the effect is there.
  private func contradiction(_ operation: PlanOperation) throws(SysfsError) -> String? {
    switch operation {
    case .configure(let uuid, let matrix):
      let found = try probe.matrix(uuid, expecting: matrix.queueCount)
      return found == matrix ? nil : "it reads \(found?.configText ?? "nothing that is understood")"
    case .assign(let uuid, let member): return try membership(uuid, member, isWanted: true)
    case .unassign(let uuid, let member): return try membership(uuid, member, isWanted: false)
    case .changeMask(let change): return try mask(change)
    case .create(let uuid):
      return try probe.mdevs().contains(uuid) ? nil : "no mdev \(uuid) is there"
    case .remove(let uuid):
      return try probe.mdevs().contains(uuid) ? "mdev \(uuid) is still there" : nil
    case .unbind(let queue, _):
      return probe.driver(of: queue).map { "\(queue) is bound to \($0)" }
    case .probe(let queue):
      return probe.driver(of: queue) == nil ? "\(queue) has no driver" : nil
    case .override(let queue, let driver):
      let found = try probe.driverOverride(queue)
      return found == driver ? nil : "it reads \"\(found ?? "")\""
    case .awaitBinding, .verify: return nil
    }
  }

  private func membership(
    _ uuid: String, _ member: MatrixMember, isWanted: Bool
  ) throws(SysfsError) -> String? {
    guard let matrix = try probe.matrix(uuid, expecting: nil) else {
      return "the mdev's matrix can't be read"
    }
    var expected = matrix
    member.apply(to: &expected, inserting: isWanted)
    return matrix == expected ? nil : isWanted ? "it is not there" : "it is still there"
  }

  private func mask(_ change: MaskChange) throws(SysfsError) -> String? {
    guard let masks = try probe.masks() else { return "the mask can't be read" }
    switch change {
    case .adapters(_, let new):
      return masks.adapters == new ? nil : "it reads \(masks.adapters.hexadecimal)"
    case .domains(_, let new):
      return masks.domains == new ? nil : "it reads \(masks.domains.hexadecimal)"
    }
  }

  private func lack(_ uuid: String, _ matrix: Matrix) throws(SysfsError) -> StepFailure? {
    guard let shown = try probe.guestQueues(uuid, expecting: matrix.queueCount) else { return nil }
    let missing = QueueSet(matrix).subtracting(shown)
    return missing.isEmpty ? nil : .guestLacks(name: names[uuid] ?? uuid, missing)
  }
}
