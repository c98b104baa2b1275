import CLinux
import Glibc
public import SystemPackage

/// Replaces files so that a reader sees the old content or the new, never a part.
///
/// All happens through a descriptor of the file's directory, under a name that nobody can guess, so
/// that whoever else may write in that directory can't turn the write into one elsewhere.
public enum AtomicFile {
  /// Writes a file beside the old one and renames it into its place.
  ///
  /// A device, a pipe or a socket is written to and never replaced: `/dev/null` stays what it is. In
  /// a directory that somebody else may write, only one that is the own user's or root's counts, and
  /// a symbolic link is replaced, whatever it leads to.
  ///
  /// - Parameters:
  ///   - bytes: the whole new content.
  ///   - path: the file; its directory must exist.
  ///   - syncs: whether the file must outlive a crash of the machine; what tells of the moment need not.
  ///   - mode: who may read it, whatever the umask is; nil for all whom the umask lets.
  /// - Throws: the errno of the call that failed; nothing is left behind.
  public static func write(
    _ bytes: [UInt8], to path: FilePath, syncs: Bool = true, mode: UInt32? = nil
  ) throws(Errno) {
    try write(bytes, to: path, syncs: syncs, mode: mode) { UInt64.random(in: .min ... .max) }
  }

  /// Writes with the numbers of temporary names from elsewhere.
  static func write(
    _ bytes: [UInt8], to path: FilePath, syncs: Bool, mode: UInt32? = nil,
    number: () -> UInt64
  ) throws(Errno) {
    guard let name = path.lastComponent?.string else { throw .isDirectory }
    let directory = try FileDirectory(of: path)
    defer { directory.close() }
    if let special = directory.special(name) {
      try fill(try special.get(), bytes, syncs: false)
      return
    }
    // Whoever is ended by a signal leaves the old file or the new, and nothing beside it.
    let shield = SignalShield()
    defer { shield.lower() }
    let (file, temporary) = try make(in: directory, mode ?? 0o644, number)
    do throws(Errno) {
      try fill(file, bytes, syncs: syncs, mode: mode)
      try directory.rename(temporary, to: name)
      if syncs { directory.sync() }
    } catch {
      directory.remove(temporary)
      throw error
    }
  }

  private static let start = ".apmatrix."
  private static let end = ".tmp"

  /// Whether this is the name of a file that is to replace another, or was when its writer was killed.
  public static func isTemporary(_ name: String) -> Bool {
    name.hasPrefix(start) && name.hasSuffix(end)
  }

  /// Makes the new file; a name that somebody has prepared is left to him.
  private static func make(
    in directory: borrowing FileDirectory, _ mode: UInt32, _ number: () -> UInt64
  ) throws(Errno) -> (FileDescriptor, String) {
    var left = 8
    while true {
      let temporary = "\(start)\(String(number(), radix: 16))\(end)"
      do throws(Errno) {
        return (try directory.make(temporary, mode), temporary)
      } catch {
        left -= 1
        guard error == .fileExists, left > 0 else { throw error }
      }
    }
  }

  /// Writes all to an open file and closes it.
  private static func fill(
    _ file: FileDescriptor, _ bytes: [UInt8], syncs: Bool, mode: UInt32? = nil
  ) throws(Errno) {
    do {
      try file.closeAfter {
        if let mode, fchmod(file.rawValue, mode) != 0 { throw Errno(rawValue: errno) }
        _ = try file.writeAll(bytes)
        if syncs, fsync(file.rawValue) != 0 { throw Errno(rawValue: errno) }
      }
    } catch {
      throw error as? Errno ?? .ioError
    }
  }
}
