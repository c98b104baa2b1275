import Agent
import ArgumentParser
import History
import SystemPackage

/// Where the agent keeps its history, and how much of it.
struct HistoryKeepingOptions: ParsableArguments {
  @Option(
    name: .customLong("history"),
    help: ArgumentHelp(
      "Where the history is kept, a directory for root alone; see apmatrix history.",
      valueName: "directory"), completion: .directory)
  var directory: String?

  @Option(
    help: ArgumentHelp(
      "The megabytes that the history may take, 1 to 1000000; the oldest files go first.",
      valueName: "megabytes"))
  var historySize = 256

  @Option(
    help: ArgumentHelp(
      "The days that the history goes back at most, 31 to 36500.", valueName: "days"))
  var historyDays = 800

  @Flag(
    help: ArgumentHelp(
      "Send the history to the systemd journal, too: journalctl APMATRIX_QUEUE=05.0047."))
  var journal = false

  @Option(
    help: ArgumentHelp(
      "Append the history to this file, a JSON object a line; with --journal only where there is none.",
      valueName: "file"), completion: .file())
  var entries: String?

  func validate() throws {
    guard (1...1_000_000).contains(historySize) else {
      throw ValidationError("--history-size must be 1 to 1000000 megabytes")
    }
    guard (31...36_500).contains(historyDays) else {
      throw ValidationError("--history-days must be 31 to 36500 days")
    }
  }

  /// Whether a history is asked for.
  var isKept: Bool { directory != nil || journal || entries != nil }

  /// Who keeps it; nil where none is asked for, or where it can't be kept: the host is kept all the same.
  func keeper(_ log: JournalLog, _ words: String) -> HistoryKeeper? {
    let writer = writer(log)
    let sender = sender(log)
    let lines = sender == nil ? entries.map { EntryFile(FilePath($0)) } : nil
    let isInFiles = writer != nil || lines != nil
    let files = isInFiles ? HistoryFiles(writer, lines, log) : nil
    if isInFiles, files == nil {
      log.write(LogLine(.error, "history: not kept: no descriptor or thread is left"))
    }
    guard files != nil || sender != nil else { return nil }
    return HistoryKeeper(files, journal: sender, log, words)
  }

  /// Whether the files that are asked for are kept; nil where none are.
  func areFilesKept(by keeper: HistoryKeeper?) -> Bool? {
    directory.map { _ in keeper?.standing != nil }
  }

  private func writer(_ log: JournalLog) -> HistoryWriter? {
    guard let directory else { return nil }
    do throws(HistoryWriter.Failure) {
      let limits = HistoryLimits(size: Int64(historySize) << 20, days: historyDays)
      return try HistoryWriter(FilePath(directory), limits: limits)
    } catch {
      log.write(LogLine(.error, "history: not kept: \(error)"))
      return nil
    }
  }

  private func sender(_ log: JournalLog) -> JournalSender? {
    guard journal else { return nil }
    let isPossible = JournalPort.isPossible
    // A journal that comes later is waited for where nothing stands in its place.
    guard isPossible, entries == nil || JournalPort.isThere else {
      let reason = isPossible ? "there is none" : JournalPort.missing
      let instead = entries.map { "; entries go to \($0)" } ?? ""
      log.write(
        LogLine(isPossible ? .notice : .error, "journal: no entry is sent: \(reason)\(instead)"))
      return nil
    }
    if let sender = JournalSender() { return sender }
    log.write(LogLine(.error, "journal: no entry is sent: no descriptor or thread is left"))
    return nil
  }
}
