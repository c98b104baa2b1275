internal import APModel
internal import Reconcile

/// The cards and queues that did not take their driver while a hold ends: they keep no other from its own.
struct HoldRefusals {
  /// The queues that are left as they are.
  private(set) var queues = QueueSet()
  /// The cards that are left without a driver.
  private(set) var cards = AdapterSet()
  /// Why one of them may have to be given back yet; nil if the kernel has refused each.
  private(set) var doubt: String?

  /// Leaves out what a step has failed for.
  ///
  /// - Returns: whether that was a card or a queue; else nothing else can be given back either.
  mutating func note(_ failure: ExecutionReport.Failure) -> Bool {
    switch failure.step.operation {
    case .probeCard(let adapter): cards.insert(adapter)
    case .probe(let queue, _), .override(let queue, _): queues.insert(queue)
    default: return false
    }
    if case .unreadable(let error) = failure.reason { doubt = "\(error)" }
    return true
  }
}
