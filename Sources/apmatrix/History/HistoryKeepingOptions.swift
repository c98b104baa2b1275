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
      valueName: "directory"))
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

  func validate() throws {
    guard (1...1_000_000).contains(historySize) else {
      throw ValidationError("--history-size must be 1 to 1000000 megabytes")
    }
    guard (31...36_500).contains(historyDays) else {
      throw ValidationError("--history-days must be 31 to 36500 days")
    }
  }

  /// Whether a history is asked for.
  var isKept: Bool { directory != nil }

  /// Who keeps it; nil where none is asked for, or where it can't be kept: the host is kept all the same.
  func keeper(_ log: JournalLog, _ words: String) -> HistoryKeeper? {
    guard let directory else { return nil }
    do throws(HistoryWriter.Failure) {
      let limits = HistoryLimits(size: Int64(historySize) << 20, days: historyDays)
      return HistoryKeeper(try HistoryWriter(FilePath(directory), limits: limits), log, words)
    } catch {
      log.write(LogLine(.error, "history: not kept: \(error)"))
      return nil
    }
  }
}
