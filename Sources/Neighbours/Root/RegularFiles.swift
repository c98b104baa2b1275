import Sysfs
import SystemPackage

/// A directory of which only regular files are read: a pipe or a device could answer anything, or never.
struct RegularFiles: SysfsTree {
  /// What a read of anything else ends with.
  static let refusal = Errno.invalidArgument

  private let base: DirectoryTree

  init(_ base: DirectoryTree) { self.base = base }

  var origin: String { base.origin }

  func read(_ path: String) throws(SysfsError) -> [UInt8] {
    let type: FileType
    do {
      type = try Stat(base.root.appending(path)).type
    } catch {
      throw .refused(.open, path: path, error)
    }
    guard type == .regular else { throw .refused(.open, path: path, Self.refusal) }
    return try base.read(path)
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try base.list(path) }

  func link(_ path: String) throws(SysfsError) -> String { try base.link(path) }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    throw .notWritable(path: path, reason: "other programs' files are only read")
  }

  func mode(_ path: String) throws(SysfsError) -> UInt16? { try base.mode(path) }

  func status(_ path: String) throws(SysfsError) -> FileStatus? { try base.status(path) }
}
