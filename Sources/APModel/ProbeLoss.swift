/// Queues of one guest that vfio_ap has and would not get again: the next probe gives them to another
/// driver, or to none.
///
/// The kernel looks at `driver_override` only when it probes, so such a queue works on until it is
/// unbound, with vfio_ap unloaded for one. Then a host driver finds what the guest left in it.
public struct ProbeLoss: Hashable, Sendable {
  /// What names another driver.
  public enum Cause: Hashable, Sendable {
    /// `driver_override` names this driver; the masks would leave the queue to vfio_ap, or not.
    case override(String, masksKeep: Bool)
    /// It has no `driver_override`, and the masks reserve it for the host; they may be all ones.
    case reserved(byAll: Bool)
  }

  /// The queues, ascending.
  public internal(set) var queues: [APQN]
  /// Why the next probe takes them away.
  public let cause: Cause

  /// The same for one of its queues; nil if it is none of them.
  public func narrowed(to queue: APQN) -> ProbeLoss? {
    queues.contains(queue) ? ProbeLoss(queues: [queue], cause: cause) : nil
  }

  /// The fact, as half a sentence without a full stop.
  public var fact: String {
    let words = QueueWords(queues)
    switch cause {
    case .override(DriverName.hostQueue, _):
      return "\(words.list) \(words.are) one probe away from the host: \(words.their)"
        + " driver_override names \(DriverName.hostQueue)"
    case .override(let name, _):
      return "\(words.list) would have no driver after the next probe: \(words.their)"
        + " driver_override names \(name)"
    case .reserved:
      return "\(words.list) \(words.are) one probe away from the host: \(words.they)"
        + " \(words.have) no driver_override, and the masks reserve \(words.them)"
    }
  }

  /// What keeps them, as a sentence without a full stop.
  public var remedy: String {
    let list = QueueText.folded(queues)
    // As long as one queue has an override the kernel refuses every write of the masks.
    if case .override(_, masksKeep: true) = cause { return "clear driver_override of \(list)" }
    let override = "write \(DriverName.vfioAP) to driver_override of \(list)"
    // Beside masks of its parameters the kernel takes one or the other, and no file says which.
    guard case .reserved(byAll: false) = cause else { return override }
    return override + ", or where that is refused clear the bits in apmask or aqmask"
  }
}

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
