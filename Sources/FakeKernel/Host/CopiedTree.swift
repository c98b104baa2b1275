public import Sysfs
public import SystemPackage

/// A copy of a sysfs in a directory: frozen, because no kernel answers writes to it.
public struct CopiedTree: SysfsTree {
  private let files: DirectoryTree

  /// Names the directory; nothing is touched yet.
  public init(root: FilePath) { files = DirectoryTree(root: root) }

  /// The directory's path.
  public var origin: String { files.origin }

  /// Reads an attribute; see `SysfsTree`.
  public func read(_ path: String) throws(SysfsError) -> [UInt8] { try files.read(path) }

  /// Reads many attributes at once; see `SysfsTree`.
  public func values(_ paths: [String]) -> [Result<[UInt8], SysfsError>] { files.values(paths) }

  /// Lists a directory; see `SysfsTree`.
  public func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try files.list(path) }

  /// Reads a symbolic link; see `SysfsTree`.
  public func link(_ path: String) throws(SysfsError) -> String { try files.link(path) }

  /// The permission bits of an object; see `SysfsTree`.
  public func mode(_ path: String) throws(SysfsError) -> UInt16? { try files.mode(path) }

  /// Refuses to write, and says what to do instead.
  public func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    throw .notWritable(
      path: path,
      reason: "\(origin) is a copy; make a fake host of it with "
        + "'apmatrix fake create DIR --from \(origin)' and write there")
  }
}
