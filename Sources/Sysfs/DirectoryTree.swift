internal import CLinux
internal import Glibc
public import SystemPackage

/// A sysfs that is a directory: the live `/sys`, a mounted one, or an unpacked copy.
public struct DirectoryTree: SysfsTree {
  /// The directory that stands for `/sys`.
  public let root: FilePath

  /// What stands before every path.
  ///
  /// Joined as text: a `FilePath` is checked and normalised anew for each of many thousand
  /// attributes, which costs more than the kernel's part.
  let prefix: String

  private let limit: Int
  private let readsToEnd: Bool

  /// Names the directory; nothing is touched yet.
  ///
  /// - Parameters:
  ///   - root: the directory.
  ///   - limit: the bytes of the longest file that is read: `SysfsLimits.file` where they are no attributes.
  ///   - readsToEnd: whether a short read may be followed by more, as of proc's tables, where the kernel
  ///     hands over as many whole lines as fit.
  public init(
    root: FilePath, limit: Int = SysfsLimits.attribute, readsToEnd: Bool = false
  ) {
    self.root = root
    self.limit = limit
    self.readsToEnd = readsToEnd
    prefix = root.string + "/"
  }

  /// The directory's path.
  public var origin: String { root.string }

  /// Whether the kernel answers here: it is a mounted sysfs, and no copy of one.
  public var isSysfs: Bool { clinux_is_sysfs(root.string) == 1 }

  /// Reads an attribute; see `SysfsTree`.
  public func read(_ path: String) throws(SysfsError) -> [UInt8] {
    let file = try open(path, .readOnly)
    defer { try? file.close() }
    return try contents(of: file, path: path)
  }

  /// Lists a directory; see `SysfsTree`.
  public func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    let directory: FileDescriptor
    do {
      directory = try (prefix + path).withCString {
        try FileDescriptor.open($0, .readOnly, options: [.closeOnExec, .directory])
      }
    } catch {
      throw .refused(.list, path: path, Self.errno(error))
    }
    defer { try? directory.close() }
    do {
      return try DirectoryListing.entries(of: directory)
    } catch {
      throw .refused(.list, path: path, error)
    }
  }

  /// Reads a symbolic link; see `SysfsTree`.
  public func link(_ path: String) throws(SysfsError) -> String {
    do {
      return try SymbolicLink.target(of: prefix + path)
    } catch {
      throw .refused(.link, path: path, error)
    }
  }

  /// Writes an attribute; see `SysfsTree`.
  public func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    let file = try open(path, .writeOnly)
    defer { try? file.close() }
    do {
      // One write is one command to the kernel: what it did not take must not be sent as a second.
      _ = try value.withUnsafeBytes { try file.write($0, retryOnInterrupt: false) }
    } catch {
      throw .refused(.write, path: path, Self.errno(error))
    }
  }

  /// The permission bits of an object; see `SysfsTree`.
  public func mode(_ path: String) throws(SysfsError) -> UInt16? {
    do {
      let stat = try (prefix + path).withCString { try Stat($0, followTargetSymlink: false) }
      return UInt16(truncatingIfNeeded: stat.permissions.rawValue)
    } catch {
      throw .refused(.open, path: path, Self.errno(error))
    }
  }

  /// Whose an object is; see `SysfsTree`.
  public func status(_ path: String) throws(SysfsError) -> FileStatus? {
    var status = stat()
    guard stat(prefix + path, &status) == 0 else {
      throw .refused(.stat, path: path, Errno(rawValue: Glibc.errno))
    }
    return FileStatus(
      owner: status.st_uid, mode: status.st_mode & 0o7777, changed: status.st_mtim.tv_sec)
  }

  /// The number of a character device; see `SysfsTree`.
  public func device(_ path: String) throws(SysfsError) -> DeviceNumber? {
    var (major, minor): (UInt32, UInt32) = (0, 0)
    switch clinux_device(prefix + path, &major, &minor) {
    case 1: return DeviceNumber(major, minor)
    case 0: return nil
    default: throw .refused(.stat, path: path, Errno(rawValue: Glibc.errno))
    }
  }

  func open(
    _ path: String, _ mode: FileDescriptor.AccessMode
  ) throws(SysfsError) -> FileDescriptor {
    do {
      return try (prefix + path).withCString {
        try FileDescriptor.open($0, mode, options: [.closeOnExec, .nonBlocking])
      }
    } catch {
      throw .refused(.open, path: path, Self.errno(error))
    }
  }

  /// Reads to the end of the value.
  ///
  /// sysfs hands over a whole value in one read, so a read that stays below a page
  /// was the last: there is no second call to learn about the end.
  func contents(of file: FileDescriptor, path: String) throws(SysfsError) -> [UInt8] {
    let page = 4096
    var value: [UInt8] = []
    do {
      while value.count <= limit {
        // Values are short and many are kept: an array of the exact size, not of the buffer's.
        let chunk = try withUnsafeTemporaryAllocation(byteCount: 2 * page, alignment: 16) {
          let count = try file.read(into: $0)
          return [UInt8]($0[..<count])
        }
        if value.isEmpty { value = chunk } else { value += chunk }
        let isLast = readsToEnd ? chunk.isEmpty : chunk.count < page - 1
        if isLast, value.count <= limit { return value }
      }
    } catch {
      throw .refused(.read, path: path, Self.errno(error))
    }
    throw .tooLarge(path: path, limit: limit)
  }

  private static func errno(_ error: any Error) -> Errno { error as? Errno ?? .ioError }
}
