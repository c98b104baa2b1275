internal import CLinux
internal import Glibc
internal import SystemPackage

/// An open directory that the attributes of neighbouring devices are opened from.
///
/// The kernel walks two names then, `05.0047/config`, and not the whole path from the root: a tenth of
/// what a large host's attributes cost.
struct SharedPlace {
  private let prefix: String
  private var path = ""
  private var descriptor: CInt = -1

  /// Starts without one.
  ///
  /// - Parameter prefix: what stands before every path of the tree.
  init(_ prefix: String) { self.prefix = prefix }

  /// Opens an attribute from the directory two levels above it.
  ///
  /// - Parameter path: the attribute's path in the tree.
  /// - Returns: nil if it has to be opened by its whole path.
  /// - Throws: `SysfsError.refused`.
  mutating func open(_ path: String) throws(SysfsError) -> FileDescriptor? {
    let names = path.utf8
    guard let last = names.lastIndex(of: UInt8(ascii: "/")),
      let slash = names[..<last].lastIndex(of: UInt8(ascii: "/"))
    else { return nil }
    move(to: path[..<slash])
    guard descriptor >= 0 else { return nil }
    let rest = path[names.index(after: slash)...]
    while true {
      let file = rest.withCString { clinux_open_attribute(descriptor, $0) }
      if file >= 0 { return FileDescriptor(rawValue: file) }
      guard errno == EINTR else {
        throw .refused(.open, path: path, Errno(rawValue: errno))
      }
    }
  }

  /// Closes the directory.
  mutating func leave() {
    if descriptor >= 0 { close(descriptor) }
    (path, descriptor) = ("", -1)
  }

  private mutating func move(to path: Substring) {
    guard path != self.path else { return }
    leave()
    descriptor = (prefix + path).withCString { clinux_open_place($0) }
    if descriptor >= 0 { self.path = String(path) }
  }
}
