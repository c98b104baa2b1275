import Glibc
import SystemPackage

/// The event log's file; written only under the host's lock.
struct EventFile: Sendable {
  /// The size above which the log starts anew, in bytes.
  private static let limit: Int64 = 8 << 20

  private let file: FileDescriptor

  /// Opens the log and makes it if it is not there.
  init(_ path: FilePath) throws {
    file = try FileDescriptor.open(
      path, .readWrite, options: [.create, .closeOnExec],
      permissions: [.ownerReadWrite, .groupRead, .otherRead])
  }

  /// Opens the log to read its end.
  init(reading path: FilePath) throws {
    file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
  }

  /// The number of the last event that is whole; 0 if there is none.
  var newest: UInt64 {
    get throws {
      let tail = try tail(try file.seek(offset: 0, from: .end))
      let end = tail.lastIndex(of: UInt8(ascii: "\n")) ?? 0
      return Self.number(ofLastLine: tail[..<end])
    }
  }

  /// Appends events whose numbers are above the last one in the file.
  ///
  /// - Parameter first: the number of the first event.
  func append(_ events: [FakeUevent], first: UInt64) throws {
    guard !events.isEmpty else { return }
    let end = try cutPartialLine()
    let last = try lastNumber(end)
    var text = ""
    for (place, event) in events.enumerated() where first + UInt64(place) > last {
      text += EventRecord(number: first + UInt64(place), event: event).line
    }
    guard end <= Self.limit else {
      try truncate(0)
      try file.writeAll(toAbsoluteOffset: 0, text.utf8)
      return
    }
    try file.writeAll(toAbsoluteOffset: end, text.utf8)
  }

  /// Takes away what a killed writer left of a line.
  private func cutPartialLine() throws -> Int64 {
    let end = try file.seek(offset: 0, from: .end)
    guard end > 0 else { return 0 }
    let tail = try tail(end)
    if tail.last == UInt8(ascii: "\n") { return end }
    let kept = tail.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let length = end - Int64(tail.count - kept)
    try truncate(length)
    return length
  }

  private func lastNumber(_ end: Int64) throws -> UInt64 {
    end > 0 ? Self.number(ofLastLine: try tail(end).dropLast()) : 0
  }

  private static func number(ofLastLine text: ArraySlice<UInt8>) -> UInt64 {
    let line = text.split(separator: UInt8(ascii: "\n")).last ?? []
    return EventRecord(line: String(decoding: line, as: UTF8.self))?.number ?? 0
  }

  /// The last 4 KiB, in which a whole line fits.
  private func tail(_ end: Int64) throws -> [UInt8] {
    let start = max(0, end - 4096)
    return try [UInt8](unsafeUninitializedCapacity: Int(end - start)) { buffer, filled in
      filled = try file.read(
        fromAbsoluteOffset: start, into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  private func truncate(_ length: Int64) throws {
    guard ftruncate(file.rawValue, off_t(length)) == 0 else { throw Errno(rawValue: errno) }
  }

  /// Closes the file.
  func close() { try? file.close() }
}
