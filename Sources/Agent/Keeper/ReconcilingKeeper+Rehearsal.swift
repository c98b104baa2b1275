internal import APHost
internal import APModel
internal import Reconcile
internal import Twin

/// Repairs are played on a twin of the host before the host is touched.
extension ReconcilingKeeper {
  /// Plays a plan on the twin of the host that it was made for.
  func rehearse(_ plan: Plan, of host: HostSnapshot) -> Result<Rehearsal, TwinRefusal> {
    Twin.rehearsing(plan, of: host, reading: tree, insists: environment.insists)
  }

  /// What is said instead of a repair whose rehearsal ended otherwise than planned; nil if it did not.
  func refusal(_ rehearsed: Result<Rehearsal, TwinRefusal>) -> Applied? {
    guard case .success(let rehearsal) = rehearsed, let obstacle = rehearsal.obstacle else {
      return nil
    }
    var applied = Applied()
    applied.rehearsal = .otherwise
    applied.interruption = "nothing was written, because on a twin of the host \(obstacle)"
    applied.interruptedObject = rehearsal.report.failure.map { HostObject.of($0.step, index) }
    return applied
  }

  /// Notes how the rehearsal went, and where the kernel then did otherwise.
  func note(
    _ rehearsed: Result<Rehearsal, TwinRefusal>, _ report: ExecutionReport,
    in applied: inout Applied
  ) {
    switch rehearsed {
    case .failure(let refusal): applied.rehearsal = .refused("\(refusal)")
    case .success(let rehearsal):
      applied.rehearsal = .asPlanned
      let after = report.isComplete ? outcome(of: rehearsal) : rehearsal.after
      guard let after else { return }
      applied.differences = rehearsal.differences(from: report, leaving: after)
    }
  }

  /// What a plan's writes have led to; of a large host no more is read than tells that.
  private func outcome(of rehearsal: Rehearsal) -> HostSnapshot? {
    let hasOverrides = [rehearsal.before, rehearsal.after].contains { host in
      host.queues.contains { $0.driverOverride != nil }
    }
    return try? HostReader(tree, depth: .outcome, asksOverrides: hasOverrides).snapshot()
  }
}
