import Glibc

/// The kernel that runs this program.
enum RunningKernel {
  /// Its release, as `uname -r` prints it: the file in `/proc` that has it, too, is hidden in a sandbox.
  static var release: String? {
    var names = utsname()
    guard uname(&names) == 0 else { return nil }
    return withUnsafeBytes(of: &names.release) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
