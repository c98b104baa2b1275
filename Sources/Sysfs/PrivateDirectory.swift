internal import CLinux
internal import Glibc
public import SystemPackage

/// A directory of files that nobody but their owner may read, held open so that its name can't lead
/// elsewhere later.
public final class PrivateDirectory {
  /// Why the directory can't be used.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kernel refused it.
    case refused(FilePath, Errno)
    /// Somebody else may change what stands in it.
    case unsafe(FilePath)

    /// The path, the plain fact, and the way out.
    public var description: String {
      switch self {
      case .refused(let path, let errno): "\(path): \(errno)"
      case .unsafe(let path):
        "\(path): others may change what stands in it; chown root: \(path); chmod 0700 \(path)"
      }
    }
  }

  /// Where it was when it was opened.
  public let path: FilePath
  private let descriptor: CInt

  /// Opens a directory.
  ///
  /// - Parameters:
  ///   - path: the directory; the one above it must be there.
  ///   - makes: whether it is made with mode 0700 if it is not there.
  public init(_ path: FilePath, makes: Bool) throws(Failure) {
    self.path = path
    if makes, mkdir(path.string, 0o700) != 0, errno != EEXIST {
      throw .refused(path, Errno(rawValue: errno))
    }
    descriptor = open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .refused(path, Errno(rawValue: errno)) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .refused(path, Errno(rawValue: errno)) }
    guard !makes || status.isOwn && status.st_mode & 0o022 == 0 else { throw .unsafe(path) }
  }

  deinit { close(descriptor) }

  /// The names of the files in it, ascending.
  public func names() throws(Errno) -> [String] {
    let again = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard again >= 0 else { throw Errno(rawValue: errno) }
    defer { close(again) }
    return try DirectoryListing.entries(of: FileDescriptor(rawValue: again)).map(\.name)
  }

  /// Opens a file for reading; a symbolic link is none.
  public func read(_ name: String) throws(Errno) -> FileDescriptor {
    try opened(name, O_RDONLY | O_NONBLOCK, 0)
  }

  /// Opens a file to write behind its end, and makes it with mode 0600 if it is not there.
  public func append(_ name: String) throws(Errno) -> FileDescriptor {
    try opened(name, O_WRONLY | O_APPEND | O_CREAT, 0o600)
  }

  /// Takes the file of that name for this process until it ends or closes it.
  ///
  /// - Returns: nil if another process has it.
  public func claim(_ name: String) throws(Errno) -> FileDescriptor? {
    let file = try opened(name, O_RDWR | O_CREAT, 0o600)
    guard clinux_claim(file.rawValue) != 0 else { return file }
    let reason = Errno(rawValue: errno)
    try? file.close()
    guard reason == .resourceTemporarilyUnavailable || reason == .permissionDenied else {
      throw reason
    }
    return nil
  }

  /// Whether a process has claimed a file; nobody has one that is not there.
  public func isClaimed(_ name: String) throws(Errno) -> Bool {
    let file: FileDescriptor
    do throws(Errno) {
      file = try read(name)
    } catch {
      guard error == .noSuchFileOrDirectory else { throw error }
      return false
    }
    defer { try? file.close() }
    return clinux_is_claimed(file.rawValue) == 1
  }

  /// What has become of an open file's name.
  public enum Standing: Hashable, Sendable {
    /// It leads to the file.
    case there
    /// The file has no name any more.
    case removed
    /// The file has another name, and nothing has this one.
    case moved
    /// Another file has it.
    case replaced
  }

  /// Looks what has become of the name that an open file had; what can't be looked at is taken for there.
  public func standing(of file: FileDescriptor, as name: String) -> Standing {
    var (own, found) = (stat(), stat())
    guard fstat(file.rawValue, &own) == 0 else { return .there }
    guard fstatat(descriptor, name, &found, AT_SYMLINK_NOFOLLOW) == 0 else {
      guard errno == ENOENT else { return .there }
      return own.st_nlink == 0 ? .removed : .moved
    }
    return (own.st_dev, own.st_ino) == (found.st_dev, found.st_ino) ? .there : .replaced
  }

  /// Removes a file.
  public func remove(_ name: String) throws(Errno) {
    guard unlinkat(descriptor, name, 0) == 0 else { throw Errno(rawValue: errno) }
  }

  /// Has the names outlive a crash of the machine.
  public func sync() { _ = fsync(descriptor) }

  private func opened(_ name: String, _ flags: CInt, _ mode: mode_t) throws(Errno) -> FileDescriptor
  {
    let file = openat(descriptor, name, flags | O_NOFOLLOW | O_CLOEXEC, mode)
    guard file >= 0 else { throw Errno(rawValue: errno) }
    return FileDescriptor(rawValue: file)
  }
}
