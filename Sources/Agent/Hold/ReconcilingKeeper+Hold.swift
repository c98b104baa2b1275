internal import APHost
internal import APModel
internal import Reconcile

/// What the keeper does about queues that appear.
extension ReconcilingKeeper {
  /// Says in a look whether what appears is held, and why it is not.
  func tellHold(of bus: BusState, _ newQueues: NewQueues?, in look: inout Look) {
    look.mayHold = newQueues == .hold || hold.mayHold
    look.isHeld = look.mayHold && bus.driversAutoprobe == false
    look.add(hold.problem)
  }

  /// Whether anybody binds what appears where the kernel does not; nil where that can't be known, as
  /// beside another agent, or does not matter: what the commands say of the same host.
  func isKept(_ host: HostSnapshot) -> Bool? {
    guard host.needsKeeper else { return nil }
    if file.mode == .enforce { return true }
    return file.isAlone ? false : nil
  }

  /// Takes note of a look: a hold that is not declared any more is over once nothing is left to do.
  func noteHold(of bus: BusState, _ newQueues: NewQueues?, _ intention: Intention) {
    guard newQueues == .probe, bus.driversAutoprobe == true else { return }
    if intention.plan?.isEmpty == true { hold.end() }
  }

  /// Takes note of what a repair did about new queues.
  func noteHold(_ report: ExecutionReport) {
    let gaveBack = report.done.contains { $0.operation == .autoprobe(true) }
    if gaveBack, report.failure == nil { hold.end() }
    guard let failure = report.failure, failure.step.operation == .autoprobe(false),
      !failure.reason.isInterruption
    else { return }
    hold.refused(failure.reason.text)
    if HoldRelease.isDone(tree) { hold.end() }
  }

  /// Gives back what is held; see `HostKeeper`.
  public func release(
    isCancelled: @escaping @Sendable () -> Bool, progress: @escaping (Applied.Step) -> Void
  ) -> Applied {
    plan = nil
    guard hold.mayHold else { return Applied() }
    let release = HoldRelease(tree, lock: lock, file.configuration, environment: environment)
    let applied = release.run(isCancelled: isCancelled, progress: progress)
    // What one queue refuses is no reason to look for the others again.
    if HoldRelease.isOver(applied, tree) { hold.end() }
    return applied
  }
}
