import Glibc
public import SystemPackage

/// Whether only root decides what a file says that root acts on: the configuration, a plan, mdevctl's
/// definitions, udev rules.
///
/// Another user changes no host, so nothing is asked for one.
public enum InputTrust {
  /// Why somebody else than root can change the file, and the command that ends it.
  ///
  /// - Returns: nil if nobody can, or if there is no such file.
  public static func fault(of path: FilePath) -> String? {
    doubt(path).map { "\(path): \($0.fact), so not only root decides what it says; \($0.remedy)" }
  }

  /// Why somebody else than root can put another file in the place of this one.
  ///
  /// Every directory on the way is asked, also behind symbolic links: who may write one of them can put
  /// another directory, or another link, in the place of the next.
  ///
  /// - Returns: nil if nobody can. In a directory with the sticky bit, as `/tmp`, only the file's owner can.
  public static func replacing(_ path: FilePath) -> String? {
    for step in PathSteps.of(path).reversed() {
      guard let doubt = step.isLink ? linkDoubt(step.path) : doubt(step.path, sparesSticky: true)
      else {
        continue
      }
      return "\(step.path): \(doubt.fact), so not only root can replace \(path); \(doubt.remedy)"
    }
    return nil
  }

  /// A link can't be written: it is replaced, by its owner also where the directory is sticky.
  private static func linkDoubt(_ path: FilePath) -> (fact: String, remedy: String)? {
    var status = stat()
    guard geteuid() == 0, lstat(path.string, &status) == 0, status.st_uid != 0 else { return nil }
    return ("it belongs to user \(status.st_uid)", "chown -h root: \(path)")
  }

  /// All that makes a file doubtful, a line each.
  public static func doubts(about path: FilePath) -> [String] {
    [fault(of: path), replacing(path)].compactMap(\.self)
  }

  private static func doubt(
    _ path: FilePath, sparesSticky: Bool = false
  ) -> (fact: String, remedy: String)? {
    var status = stat()
    guard geteuid() == 0, stat(path.string, &status) == 0 else { return nil }
    // Whoever has the other end of a pipe or a terminal is root's own business.
    guard [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else { return nil }
    let isSticky = sparesSticky && status.st_mode & S_ISVTX != 0
    return doubt(
      path.string, owner: status.st_uid,
      mode: isSticky ? status.st_mode & ~(S_IWGRP | S_IWOTH) : status.st_mode)
  }

  /// Why somebody else than root can change a file of this owner and mode, and the command that ends it;
  /// nil if nobody can.
  public static func doubt(
    _ path: String, owner: UInt32, mode: UInt32
  ) -> (fact: String, remedy: String)? {
    guard owner == 0 else { return ("it belongs to user \(owner)", "chown root: \(path)") }
    guard mode & (S_IWGRP | S_IWOTH) != 0 else { return nil }
    let digits = String(mode & 0o7777, radix: 8)
    return ("others may write it (mode 0\(digits))", "chmod go-w \(path)")
  }
}
