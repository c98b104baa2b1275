import Sysfs
import SystemPackage

/// A file that a command leaves.
enum OutputFile {
  /// Writes it as a whole.
  ///
  /// - Parameters:
  ///   - path: the file; its directory must exist.
  ///   - makesDirectory: whether its directory is made if it is not there.
  ///   - syncs: whether it must outlive a crash of the machine.
  /// - Throws: a line with the path and the reason.
  static func write(
    _ bytes: [UInt8], to path: String, makesDirectory: Bool = false, syncs: Bool = true
  ) throws(CommandFailure) {
    do throws(Errno) {
      if makesDirectory { try Directories.make(FilePath(path).removingLastComponent()) }
      try AtomicFile.write(bytes, to: FilePath(path), syncs: syncs)
    } catch {
      throw CommandFailure(path, error)
    }
  }
}
