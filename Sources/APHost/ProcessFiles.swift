import Sysfs
import SystemPackage

/// The files that a process has open, `/proc/PID/fd`.
enum ProcessFiles {
  /// Their paths.
  ///
  /// - Throws: why they may not be seen, or that the process has ended.
  static func open(in pid: Int, _ proc: any SysfsTree) throws(SysfsError) -> [String] {
    var files: [String] = []
    // Root may list the files of root's processes; to see which they are can be denied nevertheless.
    for entry in try proc.list("\(pid)/fd") {
      if let file = try link("\(pid)/fd/\(entry.name)", proc) { files.append(file) }
    }
    return files
  }

  /// Where a link leads to; nil if it was closed meanwhile.
  private static func link(
    _ path: String, _ proc: any SysfsTree
  ) throws(SysfsError) -> String? {
    do throws(SysfsError) {
      return try proc.link(path)
    } catch {
      guard isGone(error) else { throw error }
      return nil
    }
  }

  /// Whether a process, or what it had open, is there no more.
  static func isGone(_ error: SysfsError) -> Bool {
    error.isAbsent || error.errno == .noSuchProcess
  }
}
