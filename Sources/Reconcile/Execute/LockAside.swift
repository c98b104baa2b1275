import Glibc

/// The lock's file with another name beside it, since it is not to be the lock any more.
///
/// Where everybody may write to the directory (`/run/lock` of Debian), anybody can have made something of a
/// name that can be foretold, and nothing takes the place of a directory that is not empty.
enum LockAside {
  /// So many names are tried.
  private static let attempts = 4

  /// Moves the lock to a name that is the mover's own.
  ///
  /// - Returns: the name; nil if the lock is gone, or can't be moved.
  static func move(_ lock: String, _ kind: String) -> String? {
    move(lock, from: "\(lock).\(kind).\(unforeseeable)", kind)
  }

  /// Moves the lock to a name that stays: of many such locks one is left behind, unless somebody keeps the
  /// name.
  ///
  /// - Returns: the name; nil if the lock is gone, or can't be moved.
  static func keep(_ lock: String, _ kind: String) -> String? {
    move(lock, from: "\(lock).\(kind)", kind)
  }

  private static func move(_ lock: String, from first: String, _ kind: String) -> String? {
    var aside = first
    for _ in 0..<attempts {
      if rename(lock, aside) == 0 { return aside }
      guard errno != ENOENT else { return nil }
      aside = "\(lock).\(kind).\(unforeseeable)"
    }
    return nil
  }

  private static var unforeseeable: String {
    String(UInt64.random(in: .min ... .max), radix: 16)
  }
}
