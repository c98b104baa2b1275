import APModel

/// Which attributes of one queue its binding makes worth reading, beside those that all are asked for.
struct QueueQuestions {
  private let online: Bool
  private let functions: Bool
  private let isHosted: Bool
  private let isIdle: Bool

  /// - Parameters:
  ///   - isIdle: whether its card has no request that waits: no queue of it has one then.
  ///   - wanted: what is read of all queues.
  init(_ queue: Queue, isIdle: Bool, _ wanted: Wanted) {
    // Only zcrypt queues requests; elsewhere the counters mean nothing.
    isHosted = queue.isHosted
    online = isHosted && wanted.online
    functions = wanted.functions
    self.isIdle = isIdle
  }

  /// What is read of every queue that has it.
  struct Wanted {
    /// Whether zcrypt uses the queue: only shown.
    let online: Bool
    /// Whether the machine keeps a secure guest's bind state in `ap_functions`.
    let functions: Bool
  }

  /// The attributes' names.
  var names: [String] {
    var names = ["config", "chkstop", "request_count"]
    if online { names.append("online") }
    if isHosted, !isIdle { names += ["pendingq_count", "requestq_count"] }
    if functions { names.append("ap_functions") }
    return names
  }

  /// The requests that wait, where they need not be asked for.
  var requests: Int? { isHosted && isIdle ? 0 : nil }

  /// What is asked for, of all that a queue shows.
  func part(of shown: QueueDetails) -> QueueDetails {
    var details = shown
    if !online { details.isOnline = nil }
    if !isHosted || isIdle { (details.pendingCount, details.waitingCount) = (requests, requests) }
    if !functions { details.functions = nil }
    return details
  }
}
