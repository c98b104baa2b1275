import Agent
import Glibc
import Neighbours
import Reconcile
import Sysfs
import SystemPackage

/// Where the agent tells what it knows.
extension AgentCommand {
  /// Everything that it writes beside the host.
  func outputs(_ log: JournalLog, _ words: String) -> AgentOutputs {
    var outputs = AgentOutputs(
      log: log, notifier: Notifier.ofSystemd(), statusFile: preparedStatusPath(),
      metricsFile: metrics.map { FilePath($0) }, exposures: preparedStore(log))
    outputs.history = history.keeper(log, words)
    return outputs
  }

  /// Where the status goes; systemd makes the standard directory for the unit, elsewhere nobody does.
  ///
  /// One that runs beside another leaves that one's file alone.
  private func preparedStatusPath() -> FilePath? {
    if let statusFile { return FilePath(statusFile) }
    guard tree.isLive, !observe else { return nil }
    RunDirectory.make(AgentClaim.standardStatus.removingLastComponent())
    return AgentClaim.standardStatus
  }

  /// Where exposures are kept; an agent that runs beside another leaves that to it.
  private func preparedStore(_ log: JournalLog) -> ExposureStore? {
    guard !observe, let store = tree.exposureStore else { return nil }
    if tree.isLive { RunDirectory.make(ExposureStore.standardDirectory) }
    if store.hasLedger, store.ledger(WallClock()) == nil {
      let reason = store.refusal.map { "can't be read: \($0)" }
      let aside = reason == nil ? store.setAside().map { "; set aside as \($0)" } ?? "" : ""
      log.write(
        LogLine(
          .error,
          "\(store.ledgerPath): \(reason ?? "not understood")\(aside); what it says of exposures is lost"
        ))
    }
    return store
  }
}
