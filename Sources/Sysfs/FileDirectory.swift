import CLinux
import Glibc
import SystemPackage

/// An open directory in which a file is replaced, wherever its name leads meanwhile.
struct FileDirectory: ~Copyable {
  private let descriptor: CInt
  /// Whether nobody but root and the own user can change what stands in it.
  private let isSafe: Bool

  /// Opens the directory of a file.
  init(of path: FilePath) throws(Errno) {
    let directory = path.removingLastComponent()
    let opened = clinux_locate(AT_FDCWD, directory.isEmpty ? "." : directory.string, 1)
    guard opened >= 0 else { throw Errno(rawValue: errno) }
    descriptor = opened
    isSafe = Self.status(opened).map { $0.isOwn && $0.st_mode & 0o022 == 0 } ?? false
  }

  /// Opens what stands there for writing if it is neither a file nor a directory; else nil.
  func special(_ name: String) -> Result<FileDescriptor, Errno>? {
    let located = clinux_locate(descriptor, name, isSafe ? 1 : 0)
    guard located >= 0 else { return nil }
    defer { Glibc.close(located) }
    guard let status = Self.status(located), isSafe || status.isOwn else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG, S_IFDIR, S_IFLNK: return nil
    default: break
    }
    let opened = clinux_open_located(located)
    guard opened >= 0 else { return .failure(Errno(rawValue: errno)) }
    return .success(FileDescriptor(rawValue: opened))
  }

  /// Makes a file that was not there, for those to read whom its mode lets.
  ///
  /// - Throws: EEXIST if anything has the name, be it a link to nowhere.
  func make(_ name: String, _ mode: UInt32 = 0o644) throws(Errno) -> FileDescriptor {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let file = openat(descriptor, name, flags, mode)
    guard file >= 0 else { throw Errno(rawValue: errno) }
    return FileDescriptor(rawValue: file)
  }

  /// Gives a file another name, in the place of what had it.
  func rename(_ old: String, to new: String) throws(Errno) {
    guard renameat(descriptor, old, descriptor, new) == 0 else { throw Errno(rawValue: errno) }
  }

  /// Takes a name away.
  func remove(_ name: String) { unlinkat(descriptor, name, 0) }

  /// Has the names outlive a crash of the machine, where the file system can do that.
  func sync() {
    let again = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard again >= 0 else { return }
    _ = fsync(again)
    _ = Glibc.close(again)
  }

  /// Closes the directory.
  func close() { _ = Glibc.close(descriptor) }

  private static func status(_ descriptor: CInt) -> stat? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? status : nil
  }
}

extension stat {
  /// Whether root or the own user has it, so that nobody else says what stands in it.
  var isOwn: Bool { st_uid == 0 || st_uid == geteuid() }
}
