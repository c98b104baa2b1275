import Glibc
public import SystemPackage

/// Replaces files so that a reader sees the old content or the new, never a part.
public enum AtomicFile {
  /// Writes a file beside the old one and renames it into its place.
  ///
  /// A device, a pipe or a socket is written to and never replaced: `/dev/null` stays what it is.
  ///
  /// - Parameters:
  ///   - bytes: the whole new content.
  ///   - path: the file; its directory must exist.
  ///   - syncs: whether the file must outlive a crash of the machine; what tells of the moment need not.
  /// - Throws: the errno of the call that failed; nothing is left behind.
  public static func write(
    _ bytes: [UInt8], to path: FilePath, syncs: Bool = true
  ) throws(Errno) {
    if isSpecial(path) {
      try fill(path, bytes, options: [.closeOnExec], syncs: false)
      return
    }
    let temporary = FilePath("\(path.string).\(getpid()).tmp")
    do {
      try fill(temporary, bytes, options: [.create, .truncate, .closeOnExec], syncs: syncs)
      let result = temporary.withPlatformString { old in
        path.withPlatformString { new in rename(old, new) }
      }
      if result != 0 { throw Errno(rawValue: errno) }
    } catch {
      _ = temporary.withPlatformString { unlink($0) }
      throw error as? Errno ?? .ioError
    }
  }

  /// Whether something stands there that is neither a file nor a directory.
  private static func isSpecial(_ path: FilePath) -> Bool {
    var status = stat()
    guard path.withPlatformString({ stat($0, &status) }) == 0 else { return false }
    let kind = status.st_mode & S_IFMT
    return kind != S_IFREG && kind != S_IFDIR
  }

  private static func fill(
    _ path: FilePath, _ bytes: [UInt8], options: FileDescriptor.OpenOptions, syncs: Bool
  ) throws(Errno) {
    do {
      let file = try FileDescriptor.open(
        path, .writeOnly, options: options,
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      try file.closeAfter {
        _ = try file.writeAll(bytes)
        if syncs, fsync(file.rawValue) != 0 { throw Errno(rawValue: errno) }
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }
}
