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
