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
