import Glibc
public import SystemPackage

/// Replaces files so that a reader sees the old content or the new, never a part.
public enum AtomicFile {
  /// Writes a file beside the old one and renames it into its place.
  ///
  /// - Parameters:
  ///   - bytes: the whole new content.
  ///   - path: the file; its directory must exist.
  /// - Throws: the errno of the call that failed; nothing is left behind.
  public static func write(_ bytes: [UInt8], to path: FilePath) throws(Errno) {
    let temporary = FilePath("\(path.string).\(getpid()).tmp")
    do {
      let file = try FileDescriptor.open(
        temporary, .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      try file.closeAfter {
        _ = try file.writeAll(bytes)
        if fsync(file.rawValue) != 0 { throw Errno(rawValue: errno) }
      }
      let result = temporary.withPlatformString { old in
        path.withPlatformString { new in rename(old, new) }
      }
      if result != 0 { throw Errno(rawValue: errno) }
    } catch {
      _ = temporary.withPlatformString { unlink($0) }
      throw error as? Errno ?? .ioError
    }
  }
}
