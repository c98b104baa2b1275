import Glibc
public import SystemPackage

/// A directory below `/run` that is made at boot: by systemd, or by nobody in a small initramfs.
public enum RunDirectory {
  /// Makes the directory as systemd would: for root to write and for all to read.
  ///
  /// - Parameter path: the directory; the one above it must be there.
  /// - Returns: nil if it is there now; else why not.
  @discardableResult
  public static func make(_ path: FilePath) -> Errno? {
    guard mkdir(path.string, 0o755) == 0 else {
      return errno == EEXIST ? nil : Errno(rawValue: errno)
    }
    // The caller's umask may be tighter.
    return chmod(path.string, 0o755) == 0 ? nil : Errno(rawValue: errno)
  }
}
