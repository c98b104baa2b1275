import Sysfs
import SystemPackage

/// What a file's first bytes say it is.
enum FileKind {
  /// A tree that apmatrix recorded.
  case recording
  /// JSON, a status perhaps.
  case json
  /// Something else.
  case other

  /// Looks at an ordinary file; a pipe would lose what was looked at.
  ///
  /// - Throws: the errno of opening or reading.
  static func of(_ path: FilePath) throws(Errno) -> FileKind {
    let start: [UInt8]
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
      defer { try? file.close() }
      start = try [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
    } catch {
      throw Errno(caught: error)
    }
    // One that was cut may end within these words.
    let mark = Array("apmatrix-sysfs ".utf8)
    if !start.isEmpty, start.starts(with: mark) || mark.starts(with: start) { return .recording }
    return isJSON(start) ? .json : .other
  }

  /// Whether text begins as an object in JSON does.
  static func isJSON(_ start: [UInt8]) -> Bool {
    let blanks: [UInt8] = [0x20, 0x09, 0x0a, 0x0d]
    return start.first { !blanks.contains($0) } == UInt8(ascii: "{")
  }
}
