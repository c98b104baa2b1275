internal import Sysfs
public import SystemPackage

/// Where the agent tells what it does: log, systemd, status file, metrics.
public struct AgentOutputs: Sendable {
  /// One line for each decision.
  public var log: JournalLog
  /// systemd.
  public var notifier: Notifier
  /// The status file; nil for none.
  public var statusFile: FilePath?
  /// The metrics file; nil for none.
  public var metricsFile: FilePath?
  private var failedFiles: Set<String> = []

  /// Makes the outputs.
  public init(
    log: JournalLog, notifier: Notifier, statusFile: FilePath? = nil, metricsFile: FilePath? = nil
  ) {
    self.log = log
    self.notifier = notifier
    self.statusFile = statusFile
    self.metricsFile = metricsFile
  }

  /// Writes the status file and the metrics; what can't be written is logged once.
  mutating func publish(_ status: AgentStatus) {
    let clock = WallClock()
    if let statusFile { replace(statusFile, with: status.json(clock).line + "\n") }
    if let metricsFile { replace(metricsFile, with: status.metrics(clock)) }
  }

  private mutating func replace(_ path: FilePath, with text: String) {
    do {
      try AtomicFile.write(Array(text.utf8), to: path, syncs: false)
      failedFiles.remove(path.string)
    } catch {
      guard failedFiles.insert(path.string).inserted else { return }
      log.write(LogLine(.error, "\(path): not written: \(error)"))
    }
  }
}
