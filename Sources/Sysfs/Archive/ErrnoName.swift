import Glibc
public import SystemPackage

/// The symbolic names of the errnos, as archives and transcripts spell them: `EIO`.
public enum ErrnoName {
  /// Those that a sysfs attribute is known to answer with, and their neighbours.
  private static let names: [(String, Int32)] = [
    ("EPERM", EPERM), ("ENOENT", ENOENT), ("EINTR", EINTR), ("EIO", EIO), ("ENXIO", ENXIO),
    ("E2BIG", E2BIG), ("EBADF", EBADF), ("EAGAIN", EAGAIN), ("ENOMEM", ENOMEM),
    ("EACCES", EACCES), ("EFAULT", EFAULT), ("EBUSY", EBUSY), ("EEXIST", EEXIST),
    ("ENODEV", ENODEV), ("ENOTDIR", ENOTDIR), ("EISDIR", EISDIR), ("EINVAL", EINVAL),
    ("EMFILE", EMFILE), ("ENOTTY", ENOTTY), ("EFBIG", EFBIG), ("ENOSPC", ENOSPC),
    ("ESPIPE", ESPIPE), ("EROFS", EROFS), ("EPIPE", EPIPE), ("ERANGE", ERANGE),
    ("ENOSYS", ENOSYS), ("ELOOP", ELOOP), ("ENODATA", ENODATA), ("EPROTO", EPROTO),
    ("EBADMSG", EBADMSG), ("EOVERFLOW", EOVERFLOW), ("EOPNOTSUPP", EOPNOTSUPP),
    ("EADDRINUSE", EADDRINUSE), ("EADDRNOTAVAIL", EADDRNOTAVAIL), ("ETIMEDOUT", ETIMEDOUT),
    ("ESHUTDOWN", ESHUTDOWN), ("EREMOTEIO", EREMOTEIO), ("ECANCELED", ECANCELED),
    ("ERFKILL", ERFKILL), ("EUSERS", EUSERS), ("ENOTEMPTY", ENOTEMPTY),
  ]

  /// Those that had no name in older programs: archives of these have the number.
  private static let once: Set<Int32> = [ENOTEMPTY]

  /// The name; `errno-84` for an errno without one here.
  public static func text(_ errno: Errno) -> String {
    names.first { $0.1 == errno.rawValue }?.0 ?? "errno-\(errno.rawValue)"
  }

  /// The errno of a name; nil if it has none, or if its number is written where it has a name.
  public static func errno(_ text: String) -> Errno? {
    if let named = names.first(where: { $0.0 == text }) { return Errno(rawValue: named.1) }
    guard text.hasPrefix("errno-"), let number = Int32(text.dropFirst(6)), number > 0 else {
      return nil
    }
    let errno = Errno(rawValue: number)
    guard !once.contains(number) else { return errno }
    return self.text(errno) == text ? errno : nil
  }
}
