import APHost
import APModel
import ArgumentParser
import FakeKernel
import Glibc
import Neighbours
import Reconcile
import Report
import Sysfs
import SystemPackage
import Twin

/// One change of a host from the first look to the last line: look, plan, show, ask, do.
struct HostChange {
  private let option: TreeOption
  let changes: ChangeOptions
  let tree: any SysfsTree
  private let devices: OpenDevices
  /// Watches the host's queues; nil where no counter can move, in a recording or a copy.
  private let observer: UseObserver?

  /// Opens the tree.
  ///
  /// - Parameter policy: says for how long the host's queues are watched.
  init(_ option: TreeOption, _ changes: ChangeOptions, policy: Policy = Policy()) throws {
    self.option = option
    self.changes = changes
    tree = try option.open()
    devices = OpenDevices(tree: tree, isLive: option.isLive)
    let span = policy.hostUseWatch
    if option.isLive {
      observer = UseObserver(tree, span: span, users: LiveUsers(sysfs: tree, reader: .child).users)
    } else {
      observer = tree is FakeTree ? UseObserver(tree, span: span) : nil
    }
  }

  /// Reads the host with all that planning needs.
  func snapshot() throws -> HostSnapshot {
    var snapshot = try HostInspection(option, insists: changes.insist).snapshot(.planning)
    devices.complete(&snapshot)
    return snapshot
  }

  /// Plans, and keeps the reasons if there is no way.
  ///
  /// Where the plan would take what the host once used, it is watched for a while and planned again.
  ///
  /// - Returns: what came out of it, and the look that it was made from.
  func planning(
    _ target: Target, from snapshot: HostSnapshot
  ) throws -> (planning: Planning, snapshot: HostSnapshot) {
    var judged = snapshot
    let watch = observer?.begin(&judged)
    let planning = Planner.plan(from: judged, to: target, insists: changes.insist)
    guard let observer, let watch, let queues = planning.plan?.unwatchedQueues, !queues.isEmpty,
      !changes.allowDisruption
    else { return (planning, judged) }
    Terminal.complain(
      "\(QueueList.text(queues)) once had requests of the host; watching for \(observer.span) s"
        + " whether more come")
    let watched = judged.queues.filter { queues.contains($0.id) }
    judged = try observer.finish(watch, over: watched) { try self.snapshot() }
    return (Planner.plan(from: judged, to: target, insists: changes.insist), judged)
  }

  /// Plans; if there is no way, all reasons are printed.
  ///
  /// - Returns: the plan, and the look that it was made from.
  func plan(
    _ target: Target, from snapshot: HostSnapshot
  ) throws -> (plan: Plan, snapshot: HostSnapshot) {
    let (planning, judged) = try planning(target, from: snapshot)
    for obstacle in planning.obstacles { Terminal.complain(obstacle.description) }
    guard let plan = planning.plan else { throw ExitCode(1) }
    return (plan, judged)
  }

  /// Carries a plan out that was shown.
  ///
  /// - Parameter rehearsal: how it went on the host's twin; nil if it was not rehearsed.
  /// - Returns: whether guests wait for hardware at the end.
  @discardableResult
  func carryOut(
    _ plan: Plan, _ rehearsal: Rehearsal?, allowsDisruption: Bool, asks: Bool
  ) throws -> Bool {
    try agree(plan, allowsDisruption: allowsDisruption, asks: asks)
    let report = execute(plan)
    if let rehearsal { compare(report, with: rehearsal) }
    try RunProgress.tell(report)
    return !report.later.isEmpty
  }

  /// Makes sure that what a plan takes may be taken.
  func agree(_ plan: Plan, allowsDisruption: Bool, asks: Bool) throws {
    if !allowsDisruption, !plan.consents.isEmpty {
      for consent in plan.consents {
        Terminal.complain("\(consent.text): not done; --allow-disruption does it")
      }
      throw ExitCode(1)
    }
    // Nobody has seen a plan that was lost; once begun, it is finished whoever still listens.
    try Terminal.expectReader()
    if asks, !changes.yes { try ask(plan) }
    signal(SIGPIPE, SIG_IGN)
    StopSignal.watch()
  }

  func execute(_ plan: Plan) -> ExecutionReport {
    var progress = RunProgress(plan)
    let executor = Executor(
      tree: tree, lock: option.lock(of: tree), environment: environment
    ) { progress.tell($0) }
    return executor.run(plan)
  }

  private var environment: ExecutionEnvironment {
    var environment = ExecutionEnvironment()
    let devices = devices
    environment.insists = changes.insist
    environment.isOpen = devices.isOpen
    environment.isStopped = { StopSignal.received != nil }
    environment.plansAgain = !changes.isFixed
    return environment
  }

  private func ask(_ plan: Plan) throws {
    guard isatty(STDIN_FILENO) == 1 else {
      throw CommandFailure("standard input", "not a terminal, so nobody can be asked; use --yes")
    }
    Terminal.write(["Apply \(plan.steps.count == 1 ? "this step" : "these steps")? [y/N]"])
    try Terminal.expectReader()
    let answer = readLine()?.lowercased()
    guard answer == "y" || answer == "yes" else {
      Terminal.write(["Nothing was changed."])
      throw ExitCode(1)
    }
  }
}
