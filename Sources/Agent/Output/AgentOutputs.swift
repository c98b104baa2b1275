internal import Sysfs
public import SystemPackage

/// Where the agent tells what it does: log, systemd, status file, metrics.
public struct AgentOutputs {
  /// One line for each decision.
  public var log: JournalLog
  /// systemd.
  public var notifier: Notifier
  /// The status file; nil for none.
  public var statusFile: FilePath?
  /// The metrics file; nil for none.
  public var metricsFile: FilePath?
  /// Who keeps exposures beyond the agent's end; nil for nobody.
  let exposures: ExposureKeeper?
  /// Where the history is kept; nil for nowhere.
  public var history: HistoryKeeper?
  /// Who writes the status file and the metrics; nil where there are none, or no thread is left.
  let files: PublishedFiles?
  private var failedFiles: Set<String> = []

  /// Makes the outputs.
  public init(
    log: JournalLog, notifier: Notifier, statusFile: FilePath? = nil, metricsFile: FilePath? = nil,
    exposures: ExposureStore? = nil
  ) {
    self.exposures = exposures.flatMap { ExposureKeeper($0) }
    if let exposures, self.exposures == nil {
      log.write(LogLine(.error, "\(exposures.ledgerPath): not written: no thread is left"))
    }
    files = statusFile == nil && metricsFile == nil ? nil : PublishedFiles()
    self.log = log
    self.notifier = notifier
    self.statusFile = statusFile
    self.metricsFile = metricsFile
  }

  /// Tells a line: as an entry of the journal where the history goes there, or on standard error.
  func tell(_ line: LogLine) {
    guard log.wants(line) else { return }
    if let history {
      if !line.isOfWrite { history.decided(line) }
      if history.replacesLog { return }
    }
    log.write(line)
  }

  /// Writes the status file and the metrics; what can't be written is logged once.
  ///
  /// - Returns: whether both are written.
  mutating func publish(_ status: AgentStatus) -> Bool {
    let clock = WallClock()
    var pages: [PublishedFiles.Page] = []
    if let statusFile {
      pages.append(.init(path: statusFile, text: status.json(clock).line + "\n"))
    }
    if let metricsFile {
      let text = status.metrics(clock, history: history?.standing)
      pages.append(.init(path: metricsFile, text: text))
    }
    let errors = files?.write(pages)
    for page in pages {
      note(page.path) { () throws(Errno) in
        guard let errors else { return try page.write() }
        if let error = errors[page.path.string] { throw error }
      }
    }
    return pages.allSatisfy { !failedFiles.contains($0.path.string) }
  }

  /// Keeps the exposures beyond the agent's end; a failure is logged once.
  ///
  /// - Returns: whether they are kept, or there is no place to keep them in.
  mutating func keep(_ ledger: ExposureLedger) -> Bool {
    guard let exposures else { return true }
    let path = exposures.store.ledgerPath
    note(path) { () throws(Errno) in try exposures.keep(ledger) }
    return !failedFiles.contains(path.string)
  }

  private mutating func note(_ path: FilePath, _ write: () throws(Errno) -> Void) {
    do throws(Errno) {
      try write()
      failedFiles.remove(path.string)
    } catch {
      guard failedFiles.insert(path.string).inserted else { return }
      let reason = error == .timedOut ? "the disk does not answer" : "\(error)"
      log.write(LogLine(.error, "\(path): not written: \(reason)"))
    }
  }
}
