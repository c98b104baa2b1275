import CLinux
import Glibc
import SystemPackage

/// A file with the own pid that becomes the lock by link(2), complete from its first moment.
///
/// It has no name before, so a process that is killed while it waits leaves nothing behind; where the
/// file system knows no unnamed files, it has one of its own, which stays if it is killed then.
struct LockCandidate {
  private let file: FileDescriptor
  /// The name of its own; nil where it needs none.
  private let name: FilePath?

  /// Makes the file in the lock's directory.
  init(for lock: FilePath) throws(Errno) {
    let directory = lock.removingLastComponent()
    let descriptor = clinux_unnamed_file(directory.isEmpty ? "." : directory.string, 0o644)
    do {
      if descriptor >= 0 {
        file = FileDescriptor(rawValue: descriptor)
        name = nil
      } else {
        let refusal = Errno(rawValue: errno)
        guard [.notSupported, .isDirectory, .invalidArgument].contains(refusal) else {
          throw refusal
        }
        let own = FilePath("\(lock.string).\(LockAside.unforeseeable)")
        file = try FileDescriptor.open(
          own, .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
          permissions: [.ownerReadWrite, .groupRead, .otherRead])
        name = own
      }
      // Everybody may ask who holds it, whatever the agent's umask is.
      _ = fchmod(file.rawValue, 0o644)
      do {
        try file.writeAll("\(getpid())\n".utf8)
      } catch {
        // As on a full file system, where the agent tries again and again.
        discard()
        throw error
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// Gives the file the lock's name.
  ///
  /// - Returns: nil if this process has the lock now; else why not, EEXIST if another has it.
  func publish(as lock: FilePath) -> Errno? {
    let result =
      name.map { link($0.string, lock.string) }
      ?? clinux_link_descriptor(file.rawValue, lock.string)
    return result == 0 ? nil : Errno(rawValue: errno)
  }

  /// Closes the file and takes its own name away; a lock that it became stays.
  func discard() {
    try? file.close()
    if let name { unlink(name.string) }
  }
}
