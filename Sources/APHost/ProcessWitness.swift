public import Sysfs
import SystemPackage

/// What a process that sees all others tells one that may not, and nothing else of them: which programs have
/// a node of zcrypt open, a process's name, the kernel's parameters, and which machine this is.
public struct ProcessWitness: SysfsTree {
  /// Read as a file, the text of `OpenNodes`.
  public static let openNodes = "open-nodes"
  private static let common: Set = ["cmdline", "sysinfo"]

  private let proc: any SysfsTree

  /// Prepares to tell of a proc file system.
  public init(_ proc: any SysfsTree) { self.proc = proc }

  /// The proc file system's place.
  public var origin: String { proc.origin }

  /// Reads one of the files that may be known; EACCES for every other.
  public func read(_ path: String) throws(SysfsError) -> [UInt8] {
    if path == Self.openNodes { return Array(OpenNodes(proc: proc).text.utf8) }
    let words = path.split(separator: "/", omittingEmptySubsequences: false)
    let isName = words.count == 2 && UInt32(words[0]) != nil && words[1] == "comm"
    guard isName || Self.common.contains(path) else {
      throw .refused(.open, path: path, .permissionDenied)
    }
    return try proc.read(path)
  }

  /// Refuses; see `SysfsTree`.
  public func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    throw .refused(.list, path: path, .permissionDenied)
  }

  /// Refuses; see `SysfsTree`.
  public func link(_ path: String) throws(SysfsError) -> String {
    throw .refused(.link, path: path, .permissionDenied)
  }

  /// Refuses; see `SysfsTree`.
  public func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    throw .notWritable(path: path, reason: "processes are only looked at")
  }
}
