public import SystemPackage

/// The symbolic names of the errno values that the AP attributes know.
public enum ErrnoName {
  private static let names: [CInt: String] = [
    1: "EPERM", 2: "ENOENT", 4: "EINTR", 5: "EIO", 11: "EAGAIN", 12: "ENOMEM", 13: "EACCES",
    16: "EBUSY", 17: "EEXIST", 19: "ENODEV", 20: "ENOTDIR", 21: "EISDIR", 22: "EINVAL",
    34: "ERANGE", 87: "EUSERS", 98: "EADDRINUSE", 99: "EADDRNOTAVAIL",
  ]

  /// The name, or the number where no name is known.
  public static func name(_ errno: Errno) -> String {
    names[errno.rawValue] ?? "errno \(errno.rawValue)"
  }
}
