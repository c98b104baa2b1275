internal import Reconcile
internal import Sysfs

/// Turns what an execution did into the agent's words.
struct PlanRun {
  private let index: GuestIndex

  init(_ index: GuestIndex) { self.index = index }

  /// The steps that were done, and the one that failed.
  func applied(_ report: ExecutionReport) -> Applied {
    var applied = Applied()
    applied.steps = report.done.compactMap { done($0) }
    if let failure = report.failure {
      if failure.reason.isInterruption {
        applied.interruption = failure.reason.text
        switch failure.reason {
        case .stopped: applied.interruption = "it was stopped before its next step"
        case .changed: applied.interruptedObject = HostObject.of(failure.step, index)
        case .locked(let error):
          applied.isLocked = true
          applied.lockOwner = error.owner
        default: break
        }
      } else {
        applied.steps.append(
          Applied.Step(
            object: HostObject.of(failure.step, index),
            text: "\(HostObject.of(failure.step, index)): \(failure.reason.text)",
            outcome: .failed(failure.reason.word), operation: failure.step.operation))
      }
    }
    applied.undone = report.recovery.steps.compactMap { done($0, "taken back: ") }
    applied.notUndone =
      notUndone(report.recovery) + report.left.map { "host: was left as it is: \($0)" }
    return applied
  }

  /// A step that was done; nil for one that writes nothing.
  func done(_ step: PlanStep, _ prefix: String = "") -> Applied.Step? {
    guard let write = step.operation.write else { return nil }
    let object = HostObject.of(step, index)
    return Applied.Step(
      object: object, text: "\(object): \(prefix)\(write.line): done, because \(step.grounds)",
      outcome: .done, operation: step.operation)
  }

  private func notUndone(_ recovery: ExecutionReport.Recovery) -> [String] {
    switch recovery {
    case .notNeeded, .done: []
    case .failed(_, let failure):
      ["\(HostObject.of(failure.step, index)): could not be taken back: \(failure.reason.text)"]
    case .impossible(let reasons): reasons.map { "host: nothing was taken back: \($0)" }
    }
  }
}

extension ExecutionReport.Recovery {
  /// The steps of the way back that were done.
  fileprivate var steps: [PlanStep] {
    switch self {
    case .notNeeded, .impossible: []
    case .done(let steps), .failed(let steps, _): steps
    }
  }
}

extension StepFailure {
  /// Whether nothing is wrong with the step: the host moved on, or another tool is at work.
  var isInterruption: Bool {
    switch self {
    case .changed, .locked, .stopped: true
    default: false
    }
  }

  /// The result in a word, for the metrics.
  var word: String {
    switch self {
    case .changed: "changed"
    case .refused(_, let errno, _): ErrnoName.text(errno)
    case .overrideCounted: "EINVAL"
    case .withoutEffect: "no effect"
    case .blocked: "blocked"
    case .notBound: "not bound"
    case .guestLacks: "guest lacks"
    case .unreadable: "unreadable"
    case .locked: "locked"
    case .stopped: "stopped"
    case .notWritable: "not writable"
    }
  }
}
