import Glibc

/// The descriptors 0 to 2, which a caller may have closed.
enum StandardDescriptors {
  /// Puts `/dev/null` in the place of those that are closed.
  ///
  /// Else the next file that is opened gets the number, and what is meant for standard output or
  /// error is written into it: a fake host's log, a lock, an eventfd. Nothing can be written there, so
  /// that a result that nobody can get is told as lost; who wants none names `/dev/null`.
  static func fill() {
    for descriptor in STDIN_FILENO...STDERR_FILENO {
      guard fcntl(descriptor, F_GETFD) < 0, errno == EBADF else { continue }
      // The lowest free number is given, so it is this one. A program of ours may inherit it.
      if Glibc.open("/dev/null", O_RDONLY) >= 0 { continue }
      // Where there is no such device, a directory keeps the place: writing to it fails.
      guard Glibc.open("/", O_RDONLY | O_DIRECTORY) >= 0 else { exit(1) }
    }
  }
}
