internal import Sysfs
internal import SystemPackage

/// Reads a file line by line, with a buffer as large as its longest line.
struct LineReader {
  private static let chunk = 1 << 18

  private let file: FileDescriptor
  private var buffer: [UInt8] = []
  private var start = 0
  private var offset: Int64
  private var isAtEnd = false

  /// Reads an open file from an offset.
  init(_ file: FileDescriptor, from offset: Int64 = 0) {
    self.file = file
    self.offset = offset
  }

  /// The next line without its newline, and whether it had one; nil at the end.
  mutating func next() throws(Errno) -> (line: ArraySlice<UInt8>, isWhole: Bool)? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return (buffer[start..<end], true)
      }
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return (buffer[start...], false)
      }
      searched = buffer.count - start
      try fill()
    }
  }

  private mutating func fill() throws(Errno) {
    buffer.removeFirst(start)
    start = 0
    do {
      let bytes = try [UInt8](unsafeUninitializedCapacity: Self.chunk) { room, count in
        count = try file.read(
          fromAbsoluteOffset: offset, into: UnsafeMutableRawBufferPointer(room))
      }
      offset += Int64(bytes.count)
      isAtEnd = bytes.isEmpty
      buffer += bytes
    } catch {
      throw Errno(caught: error)
    }
  }
}
