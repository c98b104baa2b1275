import Glibc
import SystemPackage

/// Reads symbolic links, which swift-system has no call for.
enum SymbolicLink {
  /// The text of the link.
  static func target(of path: String) throws(Errno) -> String {
    let capacity = Int(PATH_MAX)
    return try withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity + 1) {
      text -> Result<String, Errno> in
      guard let start = text.baseAddress else { return .failure(Errno.noMemory) }
      let length = readlink(path, start, capacity)
      guard length >= 0 else { return .failure(Errno(rawValue: errno)) }
      text[length] = 0
      return .success(String(cString: start))
    }.get()
  }
}
