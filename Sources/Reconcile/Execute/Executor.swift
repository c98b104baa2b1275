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

  /// Carries out a plan.
  ///
  /// - Parameter plan: the plan; asking for its consents is the caller's to do before.
  public func run(_ plan: Plan) -> ExecutionReport {
    var report = execute(plan, isStopped: environment.isStopped)
    if let failure = report.failure, !report.done.isEmpty || failure.mayHaveActed {
      recover(from: plan, failure, &report)
    }
    return report
  }

  private func execute(
    _ plan: Plan, isStopped: @escaping () -> Bool
  ) -> ExecutionReport {
    var report = ExecutionReport()
    let names = Dictionary(plan.target.guests.map { ($0.uuid, $0.name) }) { first, _ in first }
    let runner = StepRunner(
      tree: tree, lock: lock, environment: environment, isStopped: isStopped, names: names,
      telling: { watcher(.lock($0)) })
    for (index, step) in plan.steps.enumerated() {
      do throws(StepFailure) {
        guard !isStopped() else { throw .stopped }
        watcher(.started(step))
        try runner.run(step)
      } catch {
        report.failure = ExecutionReport.Failure(step: step, reason: error)
        report.notBegun = Array(plan.steps[(index + 1)...])
        return report
      }
      report.done.append(step)
      watcher(.finished(step))
    }
    return report
  }

  /// The way back is a plan like any other, with the same guards.
  private func recover(
    from plan: Plan, _ failure: ExecutionReport.Failure, _ report: inout ExecutionReport
  ) {
    if case .blocked = failure.reason {
      report.recovery = .impossible(["the kernel still works on the write"])
      return
    }
    let deeds = Deeds(
      plan.origin, done: report.done, uncertain: failure.mayHaveActed ? failure.step : nil)
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
    // Whoever wants an end wants no half of a way back either.
    let second = execute(way, isStopped: { false })
    report.recovery = second.failure.map { .failed(second.done, $0) } ?? .done(second.done)
  }

  /// The host as it is now; nil if it can't be read.
  private func snapshot(_ deeds: Deeds) -> HostSnapshot? {
    let reader = HostReader(tree, depth: .full, insists: environment.insists)
    guard var snapshot = try? reader.snapshot() else { return nil }
    for index in snapshot.mdevs.indices where snapshot.mdevs[index].isInUse == nil {
      let uuid = snapshot.mdevs[index].uuid
      // What this run has just made is nobody's yet, unless somebody knows better.
      let isNew = deeds.created.contains(uuid)
      snapshot.mdevs[index].isInUse = environment.isOpen(uuid) ?? (isNew ? false : nil)
    }
    return snapshot
  }
}

extension ExecutionReport.Failure {
  /// Whether the step may have changed the host although it failed.
  fileprivate var mayHaveActed: Bool {
    switch reason {
    case .withoutEffect, .guestLacks, .unreadable, .notBound, .blocked: true
    case .changed, .refused, .locked, .stopped, .notWritable: false
    }
  }
}
