internal import Synchronization
public import SystemPackage

/// Files that a command may open more than once, also where they can be read only once: a pipe, `/dev/stdin`, a
/// shell's `<(...)`.
public enum PipedFile {
  private static let read = Mutex<[FilePath: [UInt8]]>([:])

  /// The bytes of a file; of a pipe those that came when it was read first.
  ///
  /// - Parameter limit: how many bytes are enough to see that there are too many; see `WholeFile`.
  /// - Throws: the errno of opening or reading.
  public static func bytes(of path: FilePath, limit: Int) throws(Errno) -> [UInt8] {
    if let known = read.withLock({ $0[path] }) { return known }
    let bytes = try WholeFile.bytes(of: path, limit: limit)
    if let type = try? Stat(path).type, type != .regular { read.withLock { $0[path] = bytes } }
    return bytes
  }
}
