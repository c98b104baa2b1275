internal import Glibc
internal import SystemPackage

/// Replaces small files so that a reader sees the old or the new text, never a part.
enum AtomicFile {
  /// Writes a text to a file beside the target and renames it over the target.
  ///
  /// - Parameters:
  ///   - path: the file; its directory must be there.
  ///   - text: the whole new contents.
  /// - Throws: the errno of the call that failed; the old file stays then.
  static func replace(_ path: FilePath, with text: String) throws(Errno) {
    let name = path.lastComponent?.string ?? "file"
    let temporary = path.removingLastComponent().appending(".\(name).\(getpid())")
    do {
      let file = try FileDescriptor.open(
        temporary, .writeOnly, options: [.create, .truncate, .closeOnExec, .noFollow],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      try file.closeAfter { _ = try file.writeAll(text.utf8) }
      guard rename(temporary.string, path.string) == 0 else { throw Errno(rawValue: errno) }
    } catch {
      unlink(temporary.string)
      throw error as? Errno ?? .ioError
    }
  }
}
