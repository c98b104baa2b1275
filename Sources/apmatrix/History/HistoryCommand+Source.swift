import ArgumentParser
import History
import Reconcile
import Sysfs
import SystemPackage

extension HistoryCommand {
  /// The files of a history.
  func files(_ path: String) throws -> HistoryReader {
    do throws(PrivateDirectory.Failure) {
      return try HistoryReader(FilePath(path))
    } catch {
      throw CommandFailure.line(
        "\(error); let apmatrix agent --history DIRECTORY keep one, name its directory, and be root"
      )
    }
  }

  /// What is asked: the files of --history, or the journal.
  func source() throws -> HistorySource {
    if let history {
      let reader = try files(history)
      let files = try reader.files()
      guard !files.isEmpty else { throw Self.nothing(history) }
      return .files(reader, files)
    }
    do throws(JournalReader.Failure) {
      return .journal(try JournalReader(journal.map { FilePath($0) }))
    } catch {
      throw CommandFailure(journal ?? "journal", "\(error)")
    }
  }

  private static func nothing(_ history: some CustomStringConvertible) -> CommandFailure {
    CommandFailure("\(history)", "no file of a history is there")
  }

  /// When the history ends; nil while an agent goes on with it.
  ///
  /// - Parameter last: the time of the last entry that was read.
  func end(of source: HistorySource, after last: Moment?) throws(Errno) -> Moment? {
    if case .files(let reader, _) = source { return try reader.end(after: last) }
    return journal == nil && AgentClaim.holder() != nil ? nil : last
  }

  /// Checks the chain of the files.
  func check(_ reader: HistoryReader) throws {
    let history = reader.path
    guard Chain.isPossible else { throw CommandFailure.line(Chain.missing) }
    let check = try HistoryCheck(reader)
    guard check.lines > 0 || check.fault != nil else { throw Self.nothing(history) }
    for remark in check.remarks { Terminal.complain("\(history)/\(remark)") }
    if let fault = check.fault {
      Terminal.complain("\(history)/\(fault)")
      throw ExitCode(2)
    }
    Terminal.write([
      "\(check.lines) lines are as they were written; the last one's digest is \(check.digest)."
    ])
  }
}
