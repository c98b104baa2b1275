import APModel
import Reconcile

extension Plan {
  /// Whether some step takes something from somebody; an mdev that is removed is lost, whatever it held.
  var takes: Bool {
    steps.contains { step in
      if case .remove = step.operation { return true }
      return step.effects.contains(where: \.isLoss)
    }
  }
}

extension Plan {
  /// The host's queues that it takes, and of which only watching tells whether they are in use.
  var unwatchedQueues: [APQN] {
    consents.flatMap { consent -> [APQN] in
      guard case .host(let queues, let use) = consent, use.isUnwatched else { return [] }
      return Array(queues.queues)
    }
  }
}

extension ExecutionReport {
  /// Whether nothing of it is left: nothing was done, or all that matters was taken back.
  var isUndone: Bool {
    switch recovery {
    case .notNeeded, .done: true
    case .failed, .impossible: false
    }
  }
}
