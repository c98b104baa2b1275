/// Finds the queues that the next probe takes from their guest.
struct ProbeLossFinder {
  private let bus: BusState
  private let hasOverrides: Bool
  private let index: QueueIndex
  /// The queues whose override could not be read: nothing is known of their next probe.
  private let unread: Set<APQN>

  init(_ snapshot: HostSnapshot, _ index: QueueIndex) {
    bus = snapshot.bus
    hasOverrides = snapshot.capabilities.driverOverride
    self.index = index
    unread = snapshot.unreadOverrides
  }

  /// What a guest with this matrix would lose, in the order of the first queue of each cause.
  func losses(_ matrix: Matrix) -> [ProbeLoss] {
    guard hasOverrides else { return [] }
    var losses: [ProbeLoss] = []
    for queue in matrix.queues {
      guard let cause = cause(queue) else { continue }
      if let position = losses.firstIndex(where: { $0.cause == cause }) {
        losses[position].queues.append(queue)
      } else {
        losses.append(ProbeLoss(queues: [queue], cause: cause))
      }
    }
    return losses
  }

  private func cause(_ name: APQN) -> ProbeLoss.Cause? {
    guard let queue = index[name], queue.isBoundToVFIO, !unread.contains(name) else { return nil }
    let reserves = bus.reservesByMasks(name)
    if let override = queue.driverOverride {
      return override == DriverName.vfioAP
        ? nil : .override(override, masksKeep: reserves == false)
    }
    return reserves == true ? .reserved(byAll: bus.reservesAll) : nil
  }
}
