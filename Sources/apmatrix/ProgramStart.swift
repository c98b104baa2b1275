import Glibc
import Sysfs
import SystemPackage

/// The words that this program was called with.
///
/// Swift's runtime finds them beside the environment, where the kernel put both, or in `/proc`; the first
/// fails where a library that is preloaded has set a variable, and then it looks no further.
enum OwnArguments {
  /// All of them, the program's name first; empty where `/proc` is needed and not there.
  static let all: [String] = {
    let known = CommandLine.arguments
    return known.isEmpty ? recorded : known
  }()

  /// What the kernel tells in `/proc/self/cmdline`: a NUL behind each.
  private static var recorded: [String] {
    let bytes = (try? WholeFile.bytes(of: "/proc/self/cmdline", limit: .max)) ?? []
    return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

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
