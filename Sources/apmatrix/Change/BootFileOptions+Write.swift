import APHost
import Agent
import ArgumentParser
import Reconcile
import Report
import Sysfs
import SystemPackage

/// Files that make the next boot what is declared.
extension BootFileOptions {
  /// Writes what differs, and says each file; what can't be written is said at the end.
  ///
  /// - Returns: whether the next boot is what is declared as far as the files tell: none was left to the
  ///   administrator, and no override is needed that nobody sets.
  /// - Throws: `CommandFailure` if the lock can't be had, `ExitCode` 1 if a file could not be written, that
  ///   of a signal after which no further file was begun.
  func write(_ configuration: Configuration, on tree: TreeOption) throws -> Bool {
    guard let files = files(of: tree) else { return true }
    // Whoever had nothing else to do has not watched yet.
    StopSignal.watch()
    let host = try tree.open()
    let snapshot = try HostInspection(tree).snapshot(.summary, asksOverrides: true)
    let (masks, next) = (Self.masks(configuration, on: snapshot), next(tree, snapshot))
    let work = { Result { try write(files, configuration, masks, next) } }
    let result: Result<Bool, any Error>
    do throws(LockError) {
      let telling = { (news: LockNews) in Terminal.complain(news.text) }
      let isStopped = { StopSignal.received != nil }
      result =
        try tree.lock(of: host)?.hold(isStopped: isStopped, telling: telling, work) ?? work()
    } catch {
      guard error == .stopped else { throw CommandFailure(error) }
      // Nothing is written any more after a signal; this only says what.
      result = work()
    }
    let isWritten = try result.get()
    guard let lack = try missingOverrides(files, configuration, on: tree) else { return isWritten }
    Terminal.complain("next boot: \(lack.path): \(lack.reason)")
    return false
  }

  private func write(
    _ files: BootFiles, _ configuration: Configuration, _ masks: Masks?, _ next: Masks?
  ) throws -> Bool {
    var failures: [CommandFailure] = []
    let found = try differences(files, configuration, masks, next)
    for difference in found {
      guard StopSignal.received == nil else {
        Terminal.complain("\(difference.path): not written, because the run was told to stop")
        continue
      }
      guard let text = difference.text else {
        Terminal.complain("\(difference.path): left: \(difference.reason)")
        continue
      }
      do throws(CommandFailure) {
        try Self.put(text, difference)
      } catch {
        failures.append(error)
      }
    }
    for failure in failures { Terminal.complain("\(failure)") }
    if let signal = StopSignal.received { throw ExitCode(128 + signal) }
    if !failures.isEmpty { throw ExitCode(1) }
    return found.allSatisfy { $0.text != nil }
  }

  /// Writes one file, and says so.
  private static func put(
    _ text: String, _ difference: BootFiles.Difference
  ) throws(CommandFailure) {
    StopSignal.expect(difference.path, advice: "run apmatrix apply --persist again")
    defer { StopSignal.expectNothing() }
    let copy = try keep(difference)
    try OutputFile.write(Array(text.utf8), to: difference.path, makesDirectory: true)
    guard (try? WholeFile.bytes(of: FilePath(difference.path))) == Array(text.utf8)
    else {
      throw CommandFailure(
        difference.path,
        "written without effect: it does not hold what was written; is it a link to /dev/null?")
    }
    Terminal.write(["\(difference.path): written; before: \(difference.reason)\(copy)"])
  }

  /// Keeps a file with somebody's own lines as it was.
  ///
  /// - Returns: where, for the line that tells of the file.
  private static func keep(_ difference: BootFiles.Difference) throws(CommandFailure) -> String {
    guard difference.isThere, let copy = difference.copy else { return "" }
    let old: [UInt8]
    do throws(Errno) {
      old = try WholeFile.bytes(of: FilePath(difference.path))
    } catch {
      throw CommandFailure(difference.path, error)
    }
    guard !old.isEmpty else { return "" }
    // None of the earlier ones is lost.
    for place in [copy] + (2...99).map({ "\(copy)\($0)" }) {
      let kept = try? WholeFile.bytes(of: FilePath(place))
      if kept == nil { try OutputFile.write(old, to: place) }
      if kept == nil || kept == old { return "; \(place) is what it was" }
    }
    throw CommandFailure(difference.path, "not written: there are 99 copies of it; move them away")
  }
}
