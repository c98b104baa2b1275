internal import PlainJSON
internal import Sysfs
internal import SystemPackage

/// The end of a history's file: where the next agent goes on.
struct FileEnd {
  /// The digest of its last line, and that line's number and time; nil if it has none.
  let line: (digest: String, number: Int, time: Moment?)?
  /// The bytes behind that line: of one that was never finished.
  let torn: Int
  /// All bytes.
  let size: Int64

  /// Looks at the end of an open file.
  init(_ file: FileDescriptor) throws(Errno) {
    do {
      size = try file.seek(offset: 0, from: .end)
    } catch {
      throw Errno(caught: error)
    }
    var length = Int64(1 << 16)
    while true {
      let start = max(0, size - length)
      let bytes = try Self.bytes(file, start..<size)
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      // The first piece may be the end of a line, and the last one was never finished.
      let whole = lines.dropLast().dropFirst(start == 0 ? 0 : 1)
      for line in whole.reversed() {
        guard let digest = Chain.told(line),
          let value = try? JSONParser.parse(Array(line)), let number = value["number"]?.integer,
          (0...KnownHost.mostEntries).contains(number)
        else { continue }
        self.line = (digest, number, value["time"]?.string.flatMap { Moment(utc: $0) })
        torn = bytes.endIndex - line.endIndex - 1
        return
      }
      guard start > 0 else { break }
      length *= 4
    }
    line = nil
    torn = Int(size)
  }

  private static func bytes(
    _ file: FileDescriptor, _ range: Range<Int64>
  ) throws(Errno) -> [UInt8] {
    do {
      return try [UInt8](unsafeUninitializedCapacity: range.count) { room, count in
        while count < range.count {
          let rest = UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(room)[count...])
          let more = try file.read(
            fromAbsoluteOffset: range.lowerBound + Int64(count), into: rest)
          if more == 0 { break }
          count += more
        }
      }
    } catch {
      throw Errno(caught: error)
    }
  }
}
