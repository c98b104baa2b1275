internal import SystemPackage

/// The symbolic names of the errnos that a write to the AP bus, vfio_ap or mdev answers with.
enum ErrnoName {
  private static let names: [CInt: String] = [
    1: "EPERM", 2: "ENOENT", 4: "EINTR", 5: "EIO", 11: "EAGAIN", 12: "ENOMEM", 13: "EACCES",
    16: "EBUSY", 17: "EEXIST", 19: "ENODEV", 22: "EINVAL", 30: "EROFS", 34: "ERANGE",
    87: "EUSERS", 98: "EADDRINUSE", 99: "EADDRNOTAVAIL",
  ]

  /// The name, or the number where it is an unexpected one.
  static func of(_ errno: Errno) -> String { names[errno.rawValue] ?? "errno \(errno.rawValue)" }
}
