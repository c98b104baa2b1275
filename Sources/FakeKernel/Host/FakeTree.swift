import Glibc
import Synchronization
public import Sysfs
public import SystemPackage

/// A fake host in a directory: it reads as `/sys` does, and every write goes through the model.
///
/// Any number of processes may use one directory at once. Apart from the lock, which goes with its
/// holder, nothing is left behind by a process that is killed.
public final class FakeTree: SysfsTree {
  /// The directory that stands for `/sys`.
  public let root: FilePath
  private let files: DirectoryTree
  private let host: SharedHost
  /// Who is told when an access waits.
  let hook = Mutex<(@Sendable (String) -> Void)?>(nil)

  /// The directory's path.
  public var origin: String { root.string }

  /// Opens a fake host.
  ///
  /// - Parameter root: the directory.
  /// - Returns: nil if the directory is no fake host.
  /// - Throws: `SysfsError` of the lock, `Errno` of the other hidden files, `StateError` if they can't be
  ///   read.
  public static func open(root: FilePath) throws -> FakeTree? {
    let paths = HostPaths(root: root)
    guard access(paths.snapshot.string, F_OK) == 0 else { return nil }
    return try FakeTree(paths)
  }

  private init(_ paths: HostPaths) throws {
    root = paths.root
    files = DirectoryTree(root: paths.root)
    host = try SharedHost(paths)
  }

  /// The state of the model.
  ///
  /// - Throws: `Errno` or `StateError` of the hidden files.
  public func kernel() throws -> FakeKernel { try host.kernel() }

  /// Lets an operation happen; a write that waits for a guest is not waited for.
  ///
  /// - Throws: `Errno` or `StateError` of the hidden files, not the operation's own errno.
  public func apply(_ operation: HostOperation) throws -> KernelAnswer {
    try host.apply(operation)
  }

  /// Lets a write happen, unless it has to wait for the end of resets.
  ///
  /// - Returns: nil if it has to wait.
  func applyUnlessHeld(_ path: String, _ value: [UInt8]) throws -> KernelAnswer? {
    try host.applyUnlessHeld(path, value)
  }

  /// Reads an attribute, where some wait for resets to end; see `SysfsTree`.
  public func read(_ path: String) throws(SysfsError) -> [UInt8] {
    let kernel = try readable(path)
    // Root may read a file of any mode, but not a write-only attribute.
    if let attribute = kernel.attribute(path), !attribute.isReadable {
      throw .refused(.open, path: path, .permissionDenied)
    }
    let value = try files.read(path)
    if value.count >= FakeKernel.overrunLength, kernel.overruns(path) {
      try crash("\(path) was read with more queues than a page holds", path)
    }
    return value
  }

  /// Reads many attributes of one state of the host; see `SysfsTree`.
  ///
  /// What may wait for resets, end a kernel or be only for writing is read alone.
  public func values(_ paths: [String]) -> [Result<[UInt8], SysfsError>] {
    guard let kernel = try? kernel(), kernel.crash == nil, !kernel.isResetting,
      paths.allSatisfy(FakeKernel.isOfDevice)
    else { return paths.map { path in Result { () throws(SysfsError) in try read(path) } } }
    return files.values(paths)
  }

  /// Lists a directory; see `SysfsTree`.
  public func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    _ = try current(.list, path)
    return try files.list(path).filter { $0.name != HostPaths.directory }
  }

  /// Reads a symbolic link; see `SysfsTree`.
  public func link(_ path: String) throws(SysfsError) -> String {
    _ = try current(.link, path)
    return try files.link(path)
  }

  /// The permission bits of an object; see `SysfsTree`.
  public func mode(_ path: String) throws(SysfsError) -> UInt16? {
    _ = try current(.open, path)
    return try files.mode(path)
  }

  /// Writes an attribute; see `SysfsTree`.
  ///
  /// The removal of a device in use waits for its guest, and what resets queues for the resets' end.
  public func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    let answer: KernelAnswer
    do {
      answer = try applyWaiting(path, value)
    } catch {
      throw Self.failure(error, .write, path)
    }
    switch answer.outcome {
    case .success: return
    case .refused(let errno):
      throw .refused(Self.isOfOpen(errno) ? .open : .write, path: path, errno)
    case .blocked(let uuid, _): try wait(uuid, path)
    }
  }

  /// The state as it is now.
  func current(
    _ operation: SysfsError.Operation, _ path: String
  ) throws(SysfsError) -> FakeKernel {
    let kernel: FakeKernel
    do {
      kernel = try self.kernel()
    } catch {
      throw Self.failure(error, operation, path)
    }
    if kernel.crash != nil { throw .refused(operation, path: path, .ioError) }
    return kernel
  }

  private func crash(_ reason: String, _ path: String) throws(SysfsError) {
    do {
      _ = try apply(.crash(reason))
    } catch {
      throw Self.failure(error, .read, path)
    }
  }

  private static func isOfOpen(_ errno: Errno) -> Bool {
    [.noSuchFileOrDirectory, .permissionDenied, .isDirectory, .notDirectory].contains(errno)
  }

  private static func failure(
    _ error: any Error, _ operation: SysfsError.Operation, _ path: String
  ) -> SysfsError {
    if let errno = error as? Errno { return .refused(.lock, path: path, errno) }
    return .notWritable(path: path, reason: "the fake host's state can't be read: \(error)")
  }
}
