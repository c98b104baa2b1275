import ArgumentParser
import Sysfs
import SystemPackage

/// A file that a command leaves.
enum OutputFile {
  /// What stands for standard output in place of a path.
  static let standardOutput = "-"

  /// Writes it as a whole.
  ///
  /// - Parameters:
  ///   - path: the file, whose directory must exist, or `-` for standard output.
  ///   - makesDirectory: whether its directory is made if it is not there.
  ///   - syncs: whether it must outlive a crash of the machine.
  /// - Throws: a line with the path and the reason.
  static func write(
    _ bytes: [UInt8], to path: String, makesDirectory: Bool = false, syncs: Bool = true
  ) throws(CommandFailure) {
    if path == standardOutput {
      Terminal.write(bytes)
      return
    }
    do throws(Errno) {
      if makesDirectory { try Directories.make(FilePath(path).removingLastComponent()) }
      try AtomicFile.write(bytes, to: FilePath(path), syncs: syncs)
    } catch {
      guard error == .noSuchAddressOrDevice else { throw CommandFailure(path, error) }
      throw CommandFailure(path, "nobody reads from this pipe; start its reader first")
    }
  }
}

/// Whether a file that is there already may be lost.
struct ReplaceOption: ParsableArguments {
  @Flag(help: "Replace the file if it is there already.")
  var force = false

  /// Refuses to lose a file; an empty one, as `mktemp` makes it, is nothing to lose.
  ///
  /// - Throws: a line with what to do instead.
  func check(_ path: String) throws(CommandFailure) {
    guard !force, path != OutputFile.standardOutput, let status = try? Stat(FilePath(path)),
      status.type == .regular, status.size > 0
    else { return }
    throw CommandFailure(
      path, "is there already; name another file, or write --force to replace it")
  }
}
