import CLinux
import Glibc
public import SystemPackage

/// Reads the entries of an open directory with as few calls as the kernel allows.
enum DirectoryListing {
  private static let bufferSize = 1 << 16

  /// The entries without `.` and `..`, ordered by name.
  static func entries(of directory: FileDescriptor) throws(Errno) -> [SysfsEntry] {
    var result: [SysfsEntry] = []
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: bufferSize, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let filled = clinux_getdents(directory.rawValue, buffer, bufferSize)
      guard filled >= 0 else { throw Errno(rawValue: errno) }
      guard filled > 0 else { break }
      append(buffer, filled, to: &result)
      guard result.count <= SysfsLimits.directory else { throw .fileTooLarge }
    }
    result.sort { $0.name < $1.name }
    return result
  }

  private static func append(
    _ buffer: UnsafeMutableRawPointer, _ filled: Int, to result: inout [SysfsEntry]
  ) {
    var offset = 0
    while offset < filled {
      let name = String(cString: clinux_entry_name(buffer, offset))
      if name != ".", name != ".." {
        result.append(SysfsEntry(name: name, kind: kind(clinux_entry_type(buffer, offset))))
      }
      offset += clinux_entry_length(buffer, offset)
    }
  }

  private static func kind(_ type: UInt8) -> SysfsEntry.Kind {
    switch Int(type) {
    case DT_DIR: .directory
    case DT_REG: .file
    case DT_LNK: .link
    default: .other
    }
  }
}

/// Reads symbolic links, which swift-system has no call for.
public enum SymbolicLink {
  /// The text of the link.
  ///
  /// - Throws: EINVAL for what is no link, and whatever else readlink(2) says.
  public static func target(of path: String) throws(Errno) -> String {
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
