import APHost
import APModel
public import Sysfs

/// Carries out a plan: the only code that writes to a host.
///
/// Each step checks what it relies on, writes, and reads back; the first that fails ends the
/// execution, and what would be worse half done than not at all is taken back.
public struct Executor {
  private let tree: any SysfsTree
  private let lock: HostLock?
  private let environment: ExecutionEnvironment
  private let watcher: (ExecutionEvent) -> Void

  /// Prepares to change a host.
  ///
  /// - Parameters:
  ///   - tree: the host.
  ///   - lock: the lock that other tools take too; nil for a tree that no other tool changes.
  ///   - environment: time, and knowledge from outside sysfs.
  ///   - watcher: told what happens.
  public init(
    tree: any SysfsTree, lock: HostLock?, environment: ExecutionEnvironment = .init(),
    watcher: @escaping (ExecutionEvent) -> Void = { _ in }
  ) {
    self.tree = tree
    self.lock = lock
    self.environment = environment
    self.watcher = watcher
  }

  /// Carries out a plan; where hardware changes under it, what the new hardware leaves of it.
  ///
  /// - Parameter plan: the plan; asking for its consents is the caller's to do before.
  public func run(_ plan: Plan) -> ExecutionReport {
    var report = ExecutionReport()
    var deeds = Deeds(plan.origin)
    var current = plan
    execute(current, &report, &deeds, isStopped: environment.isStopped)
    while let rest = rest(of: current, plan, &report, deeds) {
      current = rest
      execute(rest, &report, &deeds, isStopped: environment.isStopped)
    }
    report.later = current.later
    let goesBack = environment.goesBackWhenStopped || !environment.isStopped()
    if let failure = report.failure, !deeds.isEmpty, goesBack {
      recover(from: current, failure, deeds, &report)
    }
    return report
  }

  private func execute(
    _ plan: Plan, _ report: inout ExecutionReport, _ deeds: inout Deeds,
    isStopped: @escaping () -> Bool
  ) {
    report.failure = nil
    report.notBegun = []
    let runner = StepRunner(
      tree: tree, lock: lock, environment: environment, isStopped: isStopped, names: plan.names,
      telling: { watcher(.lock($0)) }, writing: { watcher(.writing($0)) })
    for (index, step) in plan.steps.enumerated() {
      do throws(StepFailure) {
        guard !isStopped() else { throw .stopped }
        watcher(.started(step))
        try runner.run(step)
      } catch {
        report.failure = ExecutionReport.Failure(step: step, reason: error)
        report.notBegun = Array(plan.steps[(index + 1)...])
        if error.mayHaveActed { deeds.note(step, isCertain: false) }
        return
      }
      report.done.append(step)
      deeds.note(step, isCertain: true)
      watcher(.finished(step))
    }
  }

  /// The plan for what is left where a step failed because the hardware is another one; else nil.
  private func rest(
    of plan: Plan, _ first: Plan, _ report: inout ExecutionReport, _ deeds: Deeds
  ) -> Plan? {
    guard environment.plansAgain, let failure = report.failure, failure.reason.mayBeHardware,
      let snapshot = snapshot(deeds)
    else { return nil }
    let planner = RestPlanner(first: first, insists: environment.insists)
    guard let (rest, changes) = planner.rest(of: plan, from: snapshot, after: report)
    else { return nil }
    report.hardwareChanges += changes
    watcher(.goingOn(changes, rest))
    return rest
  }

  /// The way back is a plan like any other, with the same guards.
  private func recover(
    from plan: Plan, _ failure: ExecutionReport.Failure, _ deeds: Deeds,
    _ report: inout ExecutionReport
  ) {
    if case .blocked = failure.reason {
      report.recovery = .impossible(["the kernel still works on the write"])
      return
    }
    guard let snapshot = snapshot(deeds) else {
      report.recovery = .impossible(["the host can't be read any more"])
      return
    }
    let (way, left) = RecoveryPlanner.find(from: snapshot, plan, deeds)
    guard let way, left.isEmpty || !way.isEmpty else {
      report.recovery = .impossible(left)
      return
    }
    guard !way.isEmpty else { return }
    report.left = left
    watcher(.goingBack)
    var (second, undoing) = (ExecutionReport(), Deeds(way.origin))
    // Whoever wants an end wants no half of a way back either, unless nobody waits so long.
    let isStopped = environment.goesBackWhenStopped ? { false } : environment.isStopped
    execute(way, &second, &undoing, isStopped: isStopped)
    report.recovery = second.failure.map { .failed(second.done, $0) } ?? .done(second.done)
  }

  /// The host as it is now; nil if it can't be read.
  private func snapshot(_ deeds: Deeds) -> HostSnapshot? {
    let reader = HostReader(tree, depth: .planning, insists: environment.insists)
    guard var snapshot = try? reader.snapshot() else { return nil }
    // What this run has just made is nobody's yet, unless somebody knows better.
    snapshot.completeUse {
      environment.isOpen($0) ?? (deeds.created.contains($0) ? false : nil)
    }
    return snapshot
  }
}
