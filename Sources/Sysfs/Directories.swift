import Glibc
public import SystemPackage

/// Makes directories.
public enum Directories {
  /// Makes a directory and those that lead to it; one that is there is fine.
  ///
  /// The mode is what the umask leaves of 0777, as `mkdir -p` and mdevctl do it.
  ///
  /// - Throws: the errno of the directory that could not be made.
  public static func make(_ path: FilePath) throws(Errno) {
    guard !path.isEmpty, path.withPlatformString({ access($0, F_OK) }) != 0 else { return }
    try make(path.removingLastComponent())
    guard path.withPlatformString({ mkdir($0, 0o777) }) == 0 || errno == EEXIST else {
      throw Errno(rawValue: errno)
    }
  }
}

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
