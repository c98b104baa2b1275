import APModel
import Sysfs
import SystemPackage

/// Does one step: preconditions, the write, the proof.
struct StepRunner {
  let tree: any SysfsTree
  let lock: HostLock?
  let environment: ExecutionEnvironment
  /// Whether a wait shall end, too.
  let isStopped: () -> Bool
  /// The names of the guests by uuid.
  let names: [String: String]
  let telling: (LockNews) -> Void
  /// Told the step whose write is about to happen.
  let writing: (PlanStep) -> Void

  var probe: HostProbe { HostProbe(tree: tree, insists: environment.insists) }

  func run(_ step: PlanStep) throws(StepFailure) {
    switch step.operation {
    case .awaitBinding(let queues): try awaitBinding(queues)
    case .verify: try prove(step)
    // The kernel may wait for a guest here; nobody else must wait for the lock meanwhile.
    case .remove(let uuid): try remove(uuid, step)
    default: try locked { () throws(StepFailure) in try write(step) }
    }
  }

  private func locked(_ work: () throws(StepFailure) -> Void) throws(StepFailure) {
    guard let lock else { return try work() }
    let result: Result<Void, StepFailure>
    do throws(LockError) {
      result = try lock.hold(isStopped: isStopped, telling: telling) {
        () -> Result<Void, StepFailure> in
        do throws(StepFailure) {
          return .success(try work())
        } catch {
          return .failure(error)
        }
      }
    } catch {
      throw error == .stopped ? .stopped : .locked(error)
    }
    try result.get()
  }

  private func write(_ step: PlanStep) throws(StepFailure) {
    try checkPreconditions(step)
    do throws(StepFailure) {
      try send(step)
    } catch {
      try checkClaims(step, error)
      throw error
    }
    try prove(step)
  }

  /// Names the other mdev that the kernel found in the way: then the host is not what it was.
  private func checkClaims(_ step: PlanStep, _ failure: StepFailure) throws(StepFailure) {
    guard case .refused(_, .addressInUse, _) = failure else { return }
    let checker = PreconditionChecker(probe: probe, names: names)
    for condition in step.preconditions where condition.isKernels(for: step.operation) {
      try checker.check(condition)
    }
  }

  private func remove(_ uuid: String, _ step: PlanStep) throws(StepFailure) {
    try locked { () throws(StepFailure) in try checkPreconditions(step) }
    try checkUsage(uuid, step)
    try send(step)
    try prove(step)
  }

  private func checkUsage(_ uuid: String, _ step: PlanStep) throws(StepFailure) {
    let isOpen = environment.isOpen(uuid)
    guard isOpen != true else { throw .changed("a guest has mdev \(uuid) open") }
    guard isOpen == nil else { return }
    let isMute: Bool
    do throws(SysfsError) {
      // Unknown is not closed: the queues that told it when the plan was made must be there to tell.
      isMute =
        try step.effects.isEmpty
        ? probe.isHidden(uuid) : UsageProbe(probe: probe, uuid: uuid).isMute()
    } catch {
      throw .unreadable(error)
    }
    guard !isMute else {
      throw .changed("no queue of mdev \(uuid) tells any more whether a guest has it open")
    }
  }

  private func checkPreconditions(_ step: PlanStep) throws(StepFailure) {
    let checker = PreconditionChecker(probe: probe, names: names)
    for condition in step.preconditions where !condition.isKernels(for: step.operation) {
      try checker.check(condition)
    }
  }

  private func prove(_ step: PlanStep) throws(StepFailure) {
    try EffectChecker(probe: probe, names: names).check(step)
  }

  private func send(_ step: PlanStep) throws(StepFailure) {
    guard let write = step.operation.write else { return }
    let seconds = environment.writeDeadline + 0.1 * Double(step.movedQueueCount)
    let tree = tree
    writing(step)
    let result = Deadline.run(seconds: seconds) { () -> SysfsError? in
      do throws(SysfsError) {
        try tree.write(write.path, line: write.value)
        return nil
      } catch {
        return error
      }
    }
    guard let result else { throw .blocked(write, seconds: seconds) }
    guard let error = result else { return }
    if case .notWritable(_, let reason) = error { throw .notWritable(reason) }
    guard let errno = error.errno else { throw .unreadable(error) }
    throw RefusalExplainer(probe: probe, names: names).failure(step.operation, write, errno)
  }
}

extension PlanStep {
  /// The queues that change hands by the step; each takes the kernel some time.
  fileprivate var movedQueueCount: Int {
    effects.reduce(0) { sum, effect in
      switch effect {
      case .hostLoses(let queues), .hostGains(let queues), .guestLoses(_, _, let queues),
        .guestGains(_, _, let queues):
        sum + queues.count
      case .guestLosesControl, .guestGainsControl, .losesDefaultDomain, .foundQuiet, .unseenUse,
        .leavesNone:
        sum
      }
    }
  }
}

extension Precondition {
  /// Whether the kernel itself checks it for the operation, under its lock.
  ///
  /// A whole matrix of which another mdev has a queue is refused with EADDRINUSE, and nothing of it is
  /// taken. To ask each mdev before would cost a read of all of them for every guest.
  fileprivate func isKernels(for operation: PlanOperation) -> Bool {
    guard case .unclaimed = self, case .configure = operation else { return false }
    return true
  }
}
