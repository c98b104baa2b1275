import APModel
import ArgumentParser
import Reconcile
import Twin

/// Plans are played on a twin of the host before the host is touched.
extension HostChange {
  /// Plays a plan on the twin of the host that it was made for.
  func rehearse(_ plan: Plan, of snapshot: HostSnapshot) -> Result<Rehearsal, TwinRefusal> {
    Twin.rehearsing(plan, of: snapshot, reading: tree, insists: changes.insist)
  }

  /// Plays a plan, unless the user has declined, and goes on unless it ends otherwise than it says.
  ///
  /// A host that the model can't show, as one whose kernel is older than `guest_matrix`, is kept like any
  /// other: each step is still checked on the host itself.
  ///
  /// - Parameter hint: where the whole rehearsal can be seen.
  /// - Returns: nil without a rehearsal, and where the host has no twin after a line that says why.
  /// - Throws: `ExitCode` 1 after a line that says why nothing is begun.
  func expectRehearsal(
    of plan: Plan, _ snapshot: HostSnapshot, hint: String = ""
  ) throws -> Rehearsal? {
    guard !changes.noRehearsal, !plan.isEmpty else { return nil }
    switch rehearse(plan, of: snapshot) {
    case .failure(let refusal):
      Terminal.complain("\(refusal); not rehearsed: each step is checked on the host alone")
      return nil
    case .success(let rehearsal):
      guard let obstacle = rehearsal.obstacle else { return rehearsal }
      Terminal.complain(
        "rehearsal: \(obstacle); nothing was changed; --no-rehearsal does it all the same\(hint)")
      throw ExitCode(1)
    }
  }

  /// Tells where the kernel did otherwise than its model.
  func compare(_ report: ExecutionReport, with rehearsal: Rehearsal) {
    guard StopSignal.received == nil, let after = try? snapshot() else { return }
    let differences = rehearsal.differences(from: report, leaving: after)
    guard !differences.isEmpty else { return }
    for line in differences.prefix(4) { Terminal.complain(line) }
    if differences.count > 4 { Terminal.complain("and \(differences.count - 4) more differences") }
    Terminal.complain(
      "the model of this kernel is wrong there, unless somebody else changed the host meanwhile, or"
        + " the kernel remembers what no file shows (a driver_override that left, a reset that failed);"
        + " please send what apmatrix record FILE writes, with these lines")
  }
}
