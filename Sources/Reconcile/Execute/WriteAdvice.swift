import SystemPackage

/// What to do where a file can't be written, by the errno.
enum WriteAdvice {
  /// The reason and the way out; nil for what is no matter of rights and mounts.
  static func text(_ errno: Errno) -> String? {
    switch errno {
    case .permissionDenied, .notPermitted: "only root may write it; run as root"
    case .readOnlyFileSystem:
      "the file system is mounted read-only, as in a container or a unit's sandbox; run on the host,"
        + " or allow writing there"
    default: nil
    }
  }
}
