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
    var report = execute(plan)
    if let failure = report.failure, !report.done.isEmpty || failure.mayHaveActed {
      report.recovery = recover(from: plan, failure)
    }
    return report
  }

  private func execute(_ plan: Plan) -> ExecutionReport {
    var report = ExecutionReport()
    let names = Dictionary(plan.target.guests.map { ($0.uuid, $0.name) }) { first, _ in first }
    let runner = StepRunner(
      tree: tree, lock: lock, environment: environment, names: names,
      waiting: { watcher(.waiting($0)) })
    for (index, step) in plan.steps.enumerated() {
      watcher(.started(step))
      do throws(StepFailure) {
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
    from plan: Plan, _ failure: ExecutionReport.Failure
  ) -> ExecutionReport.Recovery {
    if case .blocked = failure.reason {
      return .impossible(["the kernel still works on the write"])
    }
    guard var snapshot = try? HostReader(tree, depth: .full).snapshot() else {
      return .impossible(["the host can't be read any more"])
    }
    for index in snapshot.mdevs.indices where snapshot.mdevs[index].isInUse == nil {
      let uuid = snapshot.mdevs[index].uuid
      // What this plan has just made is nobody's yet, unless somebody knows better.
      let isNew = plan.origin.matrices[uuid] == nil
      snapshot.mdevs[index].isInUse = environment.isOpen(uuid) ?? (isNew ? false : nil)
    }
    var target = RecoveryTarget.target(for: plan, now: snapshot)
    var planning = Planner.plan(from: snapshot, to: target)
    if planning.plan == nil {
      // Some masks can't be set while mdevs hold what was done; then they stay as they are.
      target.reservation = .asNeeded
      planning = Planner.plan(from: snapshot, to: target)
    }
    guard let way = planning.plan else {
      return .impossible(planning.obstacles.map(\.description))
    }
    let taken = way.consents.filter { !plan.origin.lacked($0, plan.target.guests) }
    guard taken.isEmpty else { return .impossible(taken.map(\.text)) }
    guard !way.isEmpty else { return .notNeeded }
    watcher(.goingBack)
    let report = execute(way)
    guard let second = report.failure else { return .done(report.done) }
    return .failed(report.done, second)
  }
}

extension ExecutionReport.Failure {
  /// Whether the step may have changed the host although it failed.
  fileprivate var mayHaveActed: Bool {
    switch reason {
    case .withoutEffect, .guestLacks, .unreadable, .notBound, .blocked: true
    case .changed, .refused, .locked, .notWritable: false
    }
  }
}
