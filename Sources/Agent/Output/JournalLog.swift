internal import Glibc

/// The agent's log: one line for each decision on standard error.
public struct JournalLog: Sendable {
  /// Whether systemd reads it into the journal.
  let isJournal: Bool
  private let leastImportant: LogLine.Priority

  /// Makes a log.
  ///
  /// - Parameters:
  ///   - environment: where `JOURNAL_STREAM` in it names standard error by device and inode, as
  ///     systemd.exec(5) has it, systemd reads that and takes the priority from a `<N>` in front of the
  ///     line (sd-daemon(3)). A shell within a unit hands the variable on to programs whose output goes
  ///     elsewhere.
  ///   - leastImportant: lines that matter less are left out.
  public init(environment: [String: String], leastImportant: LogLine.Priority = .info) {
    var status = stat()
    isJournal =
      fstat(STDERR_FILENO, &status) == 0
      && environment["JOURNAL_STREAM"] == "\(status.st_dev):\(status.st_ino)"
    self.leastImportant = leastImportant
  }

  /// Whether a line matters enough.
  func wants(_ line: LogLine) -> Bool { line.priority.rawValue <= leastImportant.rawValue }

  /// The line as it is written, without its newline; nil if it matters too little.
  func text(_ line: LogLine) -> String? {
    guard wants(line) else { return nil }
    // A line break, perhaps in a value of a broken tree, must not forge another line.
    let text = String(line.text.map { $0.isNewline ? " " : $0 })
    return isJournal ? "<\(line.priority.rawValue)>\(text)" : "apmatrix: \(text)"
  }

  /// Writes a line in one call.
  public func write(_ line: LogLine) {
    guard let text = text(line) else { return }
    let bytes = Array((text + "\n").utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}
