import Sysfs
import SystemPackage

/// The files that a process has open, `/proc/PID/fd`.
enum ProcessFiles {
  /// Their paths.
  ///
  /// - Throws: why they may not be seen, or that the process has ended.
  static func open(in pid: Int, _ proc: any SysfsTree) throws(SysfsError) -> [String] {
    try links(in: pid, proc).map(\.file)
  }

  /// Each link with the file that it leads to.
  private static func links(
    in pid: Int, _ proc: any SysfsTree
  ) throws(SysfsError) -> [(path: String, file: String)] {
    var links: [(path: String, file: String)] = []
    // Root may list the files of root's processes; to see which they are can be denied nevertheless.
    for entry in try proc.list("\(pid)/fd") {
      let path = "\(pid)/fd/\(entry.name)"
      if let file = try present({ () throws(SysfsError) in try proc.link(path) }) {
        links.append((path, file))
      }
    }
    return links
  }

  /// The nodes of zcrypt among them, by their numbers; by the path of the common one where a number is not told.
  ///
  /// - Throws: why they may not be seen, or that the process has ended.
  static func nodes(
    of zcrypt: ZcryptNodes?, in pid: Int, _ proc: any SysfsTree
  ) throws(SysfsError) -> Set<String> {
    var nodes: Set<String> = []
    for (path, file) in try links(in: pid, proc) {
      // A node is below a directory called dev, also a container's. So can other files be, on a dead server, too:
      // the number is asked for so that none has to answer, and only where it says something.
      guard file.split(separator: "/").contains("dev") else { continue }
      var device: DeviceNumber?
      if zcrypt != nil {
        device = try present { () throws(SysfsError) in try proc.device(path) } ?? nil
      }
      if let node = self.node(of: zcrypt, device, opened: file) { nodes.insert(node) }
    }
    return nodes
  }

  private static func node(
    of zcrypt: ZcryptNodes?, _ device: DeviceNumber?, opened file: String
  ) -> String? {
    guard let zcrypt, let device else { return file == ZcryptNodes.common ? file : nil }
    return zcrypt.path(of: device)
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
