import Glibc
import Sysfs
import SystemPackage

/// A directory of which only regular files are read: a pipe or a device could answer anything, or never.
///
/// What is asked below it stays below it, wherever links lead.
struct RegularFiles: SysfsTree {
  /// What a read of anything else ends with.
  static let refusal = Errno.invalidArgument

  /// What a read of a link ends with whose target no copy has.
  static let lacking = Errno(rawValue: ENOLINK)

  private let base: DirectoryTree
  /// The same for domains of libvirt, which have a line or more for every disk.
  private let domains: DirectoryTree
  private let rooted: RootedPath?

  init(_ base: DirectoryTree) {
    self.base = base
    domains = DirectoryTree(root: base.root, limit: SysfsLimits.file, readsToEnd: true)
    rooted = RootedPath(base)
  }

  var origin: String { base.origin }

  func read(_ path: String) throws(SysfsError) -> [UInt8] {
    let place = try place(path, .open)
    let type: FileType
    do {
      type = try Stat(base.root.appending(place)).type
    } catch {
      throw .refused(.open, path: path, leadsAway(path, error) ? Self.lacking : error)
    }
    guard type == .regular else { throw .refused(.open, path: path, Self.refusal) }
    return try (path.hasSuffix(".xml") ? domains : base).read(place)
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    let place = try place(path, .list)
    do throws(SysfsError) {
      return try base.list(place)
    } catch {
      guard let errno = error.errno, leadsAway(path, errno) else { throw error }
      throw .refused(.list, path: path, Self.lacking)
    }
  }

  func link(_ path: String) throws(SysfsError) -> String {
    try base.link(try place(path, .link, following: false))
  }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    throw .notWritable(path: path, reason: "other programs' files are only read")
  }

  func mode(_ path: String) throws(SysfsError) -> UInt16? {
    try base.mode(try place(path, .open, following: false))
  }

  func status(_ path: String) throws(SysfsError) -> FileStatus? {
    try base.status(try place(path, .stat))
  }

  /// Whether a path is a link to what the copy of a host lacks: the host may have it.
  private func leadsAway(_ path: String, _ errno: Errno) -> Bool {
    guard rooted != nil, errno == .noSuchFileOrDirectory else { return false }
    return (try? link(path)) != nil
  }

  private func place(
    _ path: String, _ operation: SysfsError.Operation, following: Bool = true
  ) throws(SysfsError) -> String {
    do {
      return try rooted?.resolved(path, following: following) ?? path
    } catch {
      throw .refused(operation, path: path, error)
    }
  }
}
