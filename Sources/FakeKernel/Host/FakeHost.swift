public import Sysfs
public import SystemPackage

/// Makes fake hosts.
public enum FakeHost {
  /// Lays out the tree of a kernel in a directory and keeps its state there.
  ///
  /// - Parameters:
  ///   - root: a directory that does not exist yet, or is empty.
  ///   - kernel: the state to begin with.
  /// - Returns: the fake host.
  /// - Throws: `Errno`; ENOTEMPTY if the directory has entries.
  public static func create(at root: FilePath, _ kernel: FakeKernel) throws -> FakeTree {
    let paths = HostPaths(root: root)
    let writer = TreeWriter(root: root.string, scratch: paths.scratch.string)
    try writer.makeDirectory(root.string)
    guard try DirectoryTree(root: root).list("").isEmpty else {
      throw Errno.directoryNotEmpty
    }
    try writer.makeDirectory(paths.hidden.string)
    try writer.apply(TreeDifference(from: nil, to: kernel, kernel.everything))
    try EventFile(paths.events).close()
    // With the state in its place the directory becomes a fake host, and not before.
    try StoredHost(kernel: kernel, events: 0, log: 1).write(paths, writer)
    guard let tree = try FakeTree.open(root: root) else { throw Errno.noSuchFileOrDirectory }
    return tree
  }

  /// The tree that a directory is: a fake host, a live sysfs, or a copy that refuses writes.
  ///
  /// - Throws: `Errno` or `StateError` of a fake host's hidden files.
  public static func tree(at root: FilePath) throws -> any SysfsTree {
    if let fake = try FakeTree.open(root: root) { return fake }
    let directory = DirectoryTree(root: root)
    return directory.isSysfs ? directory : CopiedTree(root: root)
  }
}

/// The files below the hidden directory of a fake host.
struct HostPaths: Sendable {
  /// The name of the hidden directory.
  static let directory = ".apmatrix"

  /// The directory that stands for `/sys`.
  let root: FilePath

  /// The hidden directory.
  var hidden: FilePath { root.appending(Self.directory) }
  /// The file that the lock is on.
  var lock: FilePath { hidden.appending("lock") }
  /// The complete state at the start of the log.
  var snapshot: FilePath { hidden.appending("state") }
  /// A file that is not finished.
  var scratch: FilePath { hidden.appending("scratch") }
  /// The events.
  var events: FilePath { hidden.appending("events") }
  /// The operations since a snapshot.
  func log(_ number: Int) -> FilePath { hidden.appending("log-\(number)") }
}

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
