import Glibc
import SystemPackage

/// Reads symbolic links, which swift-system has no call for.
enum SymbolicLink {
  /// The text of the link.
  static func target(of path: FilePath) throws(Errno) -> String {
    let capacity = Int(PATH_MAX)
    let text = UnsafeMutablePointer<CChar>.allocate(capacity: capacity + 1)
    defer { text.deallocate() }
    let length = path.withPlatformString { readlink($0, text, capacity) }
    guard length >= 0 else { throw Errno(rawValue: errno) }
    text[length] = 0
    return String(cString: text)
  }
}
