import Glibc
import Sysfs
import SystemPackage

/// The lock of a fake host: it belongs to an open file, so it goes with the process that holds it.
struct FakeHostLock: Sendable {
  private let file: FileDescriptor

  /// Opens the lock file and makes it if it is not there.
  ///
  /// - Throws: a line that names the file: whoever did not make a fake host may not use it.
  init(_ paths: HostPaths) throws(SysfsError) {
    do {
      file = try FileDescriptor.open(
        paths.lock, .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
    } catch {
      throw .notWritable(
        path: "\(HostPaths.directory)/lock",
        reason: "\(error); run it as the user who made the host")
    }
  }

  /// Waits for the lock and holds it while the body runs.
  func locked<Result>(_ body: () throws -> Result) throws -> Result {
    while flock(file.rawValue, LOCK_EX) != 0 {
      guard errno == EINTR else { throw Errno(rawValue: errno) }
    }
    defer { _ = flock(file.rawValue, LOCK_UN) }
    return try body()
  }

  /// Closes the lock file.
  func close() { try? file.close() }
}
