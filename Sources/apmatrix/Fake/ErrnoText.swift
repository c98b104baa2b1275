import Sysfs
import SystemPackage

/// An errno as a person reads it.
enum ErrnoText {
  /// The symbolic name and the C library's sentence.
  static func text(_ errno: Errno) -> String { "\(ErrnoName.text(errno)) (\(errno))" }
}
