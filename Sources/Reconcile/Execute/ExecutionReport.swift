/// What was done of a plan and what was not.
public struct ExecutionReport: Hashable, Sendable {
  /// A step that was not done, with the reason.
  public struct Failure: Hashable, Sendable {
    /// The step.
    public let step: PlanStep
    /// Why.
    public let reason: StepFailure

    /// `step 3: the fact; the way out`.
    public var text: String { "step \(step.number): \(reason.text)" }
  }

  /// The way back after a failure.
  public enum Recovery: Hashable, Sendable {
    /// Nothing half done was left behind.
    case notNeeded
    /// These steps were taken, and all of them succeeded.
    case done([PlanStep])
    /// The way back failed too, after these steps.
    case failed([PlanStep], Failure)
    /// There was no way back; the reasons.
    case impossible([String])
  }

  /// The steps that were done and proved, in order.
  public internal(set) var done: [PlanStep] = []
  /// Why the execution stopped; nil if it went through.
  public internal(set) var failure: Failure?
  /// The steps that were not begun.
  public internal(set) var notBegun: [PlanStep] = []
  /// What was done to leave nothing half done.
  public internal(set) var recovery: Recovery = .notNeeded
  /// What was not taken back although the rest was, each with its reason.
  public internal(set) var left: [String] = []

  /// How the hardware changed under the run, half a sentence each.
  public internal(set) var hardwareChanges: [String] = []
  /// What comes later by itself, as the host was when the last step was planned; one sentence each.
  public internal(set) var later: [String] = []

  /// Whether every step was done and proved.
  public var isComplete: Bool { failure == nil }
}

/// What an execution is doing, for whoever watches.
///
/// Indirect: copying its plans and steps in place takes more room than the executor.
public indirect enum ExecutionEvent: Hashable, Sendable {
  /// A step begins.
  case started(PlanStep)
  /// Its write is about to happen: what the step waits for, it has.
  case writing(PlanStep)
  /// A step is done and its effect was read back.
  case finished(PlanStep)
  /// Somebody else holds the lock, or it was taken from nobody.
  case lock(LockNews)
  /// The hardware has changed so that a step failed; the rest is planned anew and goes on.
  case goingOn([String], Plan)
  /// A step failed, and what is half done is taken back.
  case goingBack
}
