import APModel

/// Plans what is left of a run whose hardware has changed under it: what was reached stays, and what the
/// hardware took along waits until it comes back.
struct RestPlanner {
  /// After how many changes a run is not planned anew; hardware that changes all the time is no base for
  /// a plan.
  private static let limit = 8
  /// The plan that was shown and agreed to.
  let first: Plan
  let insists: Bool

  /// Plans from the present host.
  ///
  /// - Parameters:
  ///   - plan: what failed.
  ///   - snapshot: the host now, read with full depth.
  ///   - report: what was done before.
  /// - Returns: the plan and what has changed; nil if the hardware is the same, if the target can't be
  ///   reached any more, or if that would take more than was agreed to.
  func rest(
    of plan: Plan, from snapshot: HostSnapshot, after report: ExecutionReport
  ) -> (plan: Plan, changes: [String])? {
    let changes = plan.hardware.changes(to: PlanHardware(snapshot))
    guard !changes.isEmpty, report.hardwareChanges.count < Self.limit else { return nil }
    var judged = snapshot
    judged.uses = uses(snapshot.queues)
    let planning = Planner.plan(from: judged, to: first.wanted, insists: insists)
    guard let rest = planning.plan, rest.consents.allSatisfy(first.covers) else { return nil }
    return (rest.continuing(first, after: report.done.count), changes)
  }

  /// What was said of a queue's use stays true for as long as nothing more was sent through it.
  private func uses(_ queues: [Queue]) -> UseFindings {
    var findings = first.origin.use
    for queue in queues {
      let use = HostUse(oneLookAt: queue)
      let isKnown = first.origin.counts[queue.id] == queue.details?.requestCount
      let isOpen = use == nil || use?.isUnwatched == true
      findings.uses[queue.id] = isOpen && isKnown ? first.origin.use.uses[queue.id] : use
    }
    return findings
  }
}
