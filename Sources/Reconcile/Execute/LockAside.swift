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
    for _ in 0..<attempts {
      let aside = "\(lock).\(kind).\(unforeseeable)"
      if rename(lock, aside) == 0 { return aside }
      guard errno != ENOENT else { return nil }
    }
    return nil
  }

  /// Moves the lock to a name that stays: of many such locks one is left behind, unless somebody keeps the
  /// name.
  ///
  /// - Returns: the name; nil if the lock is gone, or can't be moved.
  static func keep(_ lock: String, _ kind: String) -> String? {
    guard let own = move(lock, kind) else { return nil }
    let aside = "\(lock).\(kind)"
    guard rename(own, aside) == 0 else { return own }
    // Of two names of one file both stay.
    unlink(own)
    return aside
  }

  /// The end of a name that nobody can have prepared.
  static var unforeseeable: String {
    String(UInt64.random(in: .min ... .max), radix: 16)
  }
}
