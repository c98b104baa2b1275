import Glibc
import SystemPackage

/// The lock of a fake host: it belongs to an open file, so it goes with the process that holds it.
struct HostLock: Sendable {
  private let file: FileDescriptor

  /// Opens the lock file and makes it if it is not there.
  init(_ path: FilePath) throws(Errno) {
    do {
      file = try FileDescriptor.open(
        path, .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
    } catch {
      throw error as? Errno ?? .ioError
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
