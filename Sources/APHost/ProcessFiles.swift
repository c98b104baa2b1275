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
      let path = "\(pid)/fd/\(entry.name)"
      if let file = try present({ () throws(SysfsError) in try proc.link(path) }) {
        files.append(file)
      }
    }
    return files
  }

  /// The nodes of zcrypt among them, by their numbers; by the path of the common one where a number is not told.
  ///
  /// - Throws: why they may not be seen, or that the process has ended.
  static func nodes(
    of zcrypt: ZcryptNodes?, in pid: Int, _ proc: any SysfsTree
  ) throws(SysfsError) -> Set<String> {
    var nodes: Set<String> = []
    for entry in try proc.list("\(pid)/fd") {
      let path = "\(pid)/fd/\(entry.name)"
      // What is no device is not asked: a file system that does not answer would keep the question.
      guard let file = try present({ () throws(SysfsError) in try proc.link(path) }),
        file.split(separator: "/").contains("dev")
      else { continue }
      let status = try present { () throws(SysfsError) in try proc.status(path) }
      if let device = status??.device, let zcrypt {
        if let node = zcrypt.path(of: device) { nodes.insert(node) }
      } else if file == ZcryptNodes.common {
        nodes.insert(file)
      }
    }
    return nodes
  }

  /// What is asked of an open file; nil if it was closed meanwhile.
  private static func present<Value>(
    _ ask: () throws(SysfsError) -> Value
  ) throws(SysfsError) -> Value? {
    do throws(SysfsError) {
      return try ask()
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
