import SystemPackage

/// The names of the errnos that the AP bus, vfio_ap and mdev answer with.
enum ErrnoWords {
  private static let names: [Errno: String] = [
    .notPermitted: "EPERM", .noSuchFileOrDirectory: "ENOENT", .interrupted: "EINTR",
    .ioError: "EIO", .resourceTemporarilyUnavailable: "EAGAIN", .noMemory: "ENOMEM",
    .permissionDenied: "EACCES", .resourceBusy: "EBUSY", .fileExists: "EEXIST",
    .operationNotSupportedByDevice: "ENODEV", .invalidArgument: "EINVAL",
    .readOnlyFileSystem: "EROFS", .outOfRange: "ERANGE", .addressInUse: "EADDRINUSE",
    .addressNotAvailable: "EADDRNOTAVAIL", Errno(rawValue: 87): "EUSERS",
  ]

  /// The symbolic name; for any other errno the system's words.
  static func name(_ errno: Errno) -> String { names[errno] ?? "\(errno)" }
}
