internal import APModel
internal import Reconcile
internal import Uevents

/// The queues that left and came back between two looks, as their events say.
struct ReturnedQueues: Hashable, Sendable {
  private var gone = QueueSet()
  private var returned = QueueSet()

  /// Takes note of what an event says; one that somebody has sent by hand is not both.
  mutating func hear(_ meaning: UeventMeaning) {
    guard case .queue(let queue, let change) = meaning else { return }
    switch change {
    case .removed: gone.insert(queue)
    case .added where gone.contains(queue): returned.insert(queue)
    default: break
    }
  }

  /// Those since the last look.
  mutating func take() -> QueueSet {
    defer { self = ReturnedQueues() }
    return returned
  }
}
