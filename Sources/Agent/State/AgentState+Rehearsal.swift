extension AgentState {
  /// Counts how a repair's rehearsal ended, and tells where the kernel did otherwise than its model.
  mutating func noteRehearsal(_ result: Applied) {
    guard let rehearsal = result.rehearsal else { return }
    counters.rehearsals[rehearsal.word, default: 0] += 1
    if case .refused(let reason) = rehearsal {
      if reason != unrehearsed { log(.warning, "host: repaired without a rehearsal: \(reason)") }
      unrehearsed = reason
    } else {
      unrehearsed = nil
    }
    guard let first = result.differences.first else { return }
    counters.rehearsalDifferences += result.differences.count
    let more = result.differences.count - 1
    log(
      .warning,
      "host: \(first)" + (more > 0 ? " (and \(more) more)" : "")
        + "; unless somebody else changed the host meanwhile, or the kernel remembers what no file shows,"
        + " the model of this kernel is wrong there:"
        + " please send what apmatrix record FILE writes")
  }
}
