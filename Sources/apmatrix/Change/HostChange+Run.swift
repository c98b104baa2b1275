import APModel
import ArgumentParser
import Reconcile
import Report

/// Changes for which the host itself is the starting point, and no configuration.
extension HostChange {
  /// Plans, shows, rehearses, asks where something is taken from somebody, and carries out.
  ///
  /// What somebody else does to the host meanwhile makes it plan again, a few times.
  ///
  /// - Parameters:
  ///   - check: called before anything is changed, if there is something to change.
  ///   - target: what should be, from the host as it is.
  func run(
    from snapshot: HostSnapshot, check: () throws -> Void = {},
    _ target: (HostSnapshot) throws -> Target
  ) throws {
    let (plan, judged) = try plan(target(snapshot), from: snapshot)
    for line in judged.unreadLines { Terminal.complain(line) }
    Terminal.write(PlanText(plan, isWhole: judged.isComplete, style: Terminal.style).lines)
    if !plan.isEmpty { try check() }
    guard !changes.dryRun, !plan.isEmpty else {
      if plan.isEmpty, !judged.isComplete { throw ExitCode(1) }
      return
    }
    var rehearsal = try expectRehearsal(of: plan, judged)
    try agree(plan, allowsDisruption: changes.allowDisruption, asks: plan.takes)
    var report = execute(plan)
    do {
      for _ in 0..<Self.replanLimit {
        guard let next = try planAgain(after: report, agreed: plan, target) else { break }
        rehearsal = try expectRehearsal(of: next.plan, next.snapshot)
        report = execute(next.plan)
      }
    } catch {
      // What was done is told, whatever keeps the rest from being planned.
      try? RunProgress.tell(report)
      throw error
    }
    if let rehearsal { compare(report, with: rehearsal) }
    try RunProgress.tell(report)
  }

  /// How often one command plans again.
  private static let replanLimit = 8

  /// The plan for the host that somebody else has changed, and the look that it was made from; nil if that
  /// was not the reason, or if somebody would lose more by it than was agreed to.
  private func planAgain(
    after report: ExecutionReport, agreed: Plan, _ target: (HostSnapshot) throws -> Target
  ) throws -> (plan: Plan, snapshot: HostSnapshot)? {
    guard StopSignal.received == nil, report.isUndone,
      case .changed(let fact) = report.failure?.reason
    else { return nil }
    let snapshot = try snapshot()
    let (planning, judged) = try planning(target(snapshot), from: snapshot)
    guard let next = planning.plan, next.takesNoMore(than: agreed) else { return nil }
    let steps = next.steps.count
    let rest = steps == 0 ? "nothing is left to do" : steps.counting("step")
    Terminal.write(["Somebody else changed the host: \(fact); planned again: \(rest)."])
    return (next, judged)
  }
}
