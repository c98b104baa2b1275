/// Finds the queues that the next probe takes from their guest.
struct ProbeLossFinder {
  private let bus: BusState
  private let isUsingOverrides: Bool
  private let index: QueueIndex

  init(_ bus: BusState, isUsingOverrides: Bool, _ index: QueueIndex) {
    self.bus = bus
    self.isUsingOverrides = isUsingOverrides
    self.index = index
  }

  /// What a guest with this matrix would lose, in the order of the first queue of each cause.
  func losses(_ matrix: Matrix) -> [ProbeLoss] {
    guard isUsingOverrides else { return [] }
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
    guard let queue = index[name], queue.isBoundToVFIO else { return nil }
    if let override = queue.driverOverride {
      return override == DriverName.vfioAP ? nil : .override(override)
    }
    return bus.reservesByMasks(name) == true ? .reserved : nil
  }
}
