internal import CLinux
internal import Glibc
internal import SystemPackage

/// An open directory that the attributes of neighbouring devices are opened from.
///
/// The kernel walks two names then, `05.0047/config`, and not the whole path from the root: a tenth of
/// what a large host's attributes cost.
struct SharedPlace {
  private let prefix: String
  private var path: [CChar] = []
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
    // As C has it: thousands of paths are cut in two here, and none is copied for that.
    let result = path.withCString { opened($0, path.utf8.count) }
    guard let result else { return nil }
    guard result >= 0 else { throw .refused(.open, path: path, Errno(rawValue: -result)) }
    return FileDescriptor(rawValue: result)
  }

  /// The descriptor, or the errno below zero; nil where the whole path is needed.
  private mutating func opened(_ path: UnsafePointer<CChar>, _ count: Int) -> CInt? {
    let bytes = UnsafeBufferPointer(start: path, count: count)
    let separator = CChar(bitPattern: UInt8(ascii: "/"))
    guard let last = bytes.lastIndex(of: separator),
      let slash = bytes[..<last].lastIndex(of: separator)
    else { return nil }
    move(to: UnsafeBufferPointer(rebasing: bytes[..<slash]))
    guard descriptor >= 0 else { return nil }
    while true {
      let file = clinux_open_attribute(descriptor, path + slash + 1)
      if file >= 0 { return file }
      guard errno == EINTR else { return -errno }
    }
  }

  /// Closes the directory.
  mutating func leave() {
    if descriptor >= 0 { close(descriptor) }
    (path, descriptor) = ([], -1)
  }

  private mutating func move(to path: UnsafeBufferPointer<CChar>) {
    guard !path.elementsEqual(self.path) else { return }
    leave()
    let text = String(decoding: UnsafeRawBufferPointer(path), as: UTF8.self)
    descriptor = (prefix + text).withCString { clinux_open_place($0) }
    if descriptor >= 0 { self.path = Array(path) }
  }
}
