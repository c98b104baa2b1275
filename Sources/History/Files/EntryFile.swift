internal import PlainJSON
internal import Sysfs
public import SystemPackage

/// Keeps entries in one file, a JSON object a line, where there is no journal.
///
/// The file is opened anew each time, so that whoever rotates it needs to tell nobody. What can't be written
/// waits, as much as its bound lets; what does not fit is counted and said.
public struct EntryFile {
  /// The bytes that wait in memory at most.
  private static let bound = 2 << 20

  /// Where it is.
  public let path: FilePath
  private var waiting = WaitingEntries()
  private var trouble = WriteTrouble()

  /// Names a file, which is made with mode 0600 if it is not there.
  public init(_ path: FilePath) { self.path = path }

  /// Keeps entries.
  ///
  /// - Parameters:
  ///   - entries: in their order.
  ///   - known: what is known of the host now.
  ///   - now: the moment.
  /// - Returns: what is to be said, a line each.
  public mutating func keep(
    _ entries: [HistoryEntry], knowing known: HostSight?, at now: Moment
  ) -> [String] {
    waiting.add(entries, Self.bound)
    guard !waiting.isEmpty else { return [] }
    do throws(Errno) {
      try writeAll(known, now)
      return trouble.ended(nil, path)
    } catch {
      return trouble.ended(error, path)
    }
  }

  private mutating func writeAll(_ known: HostSight?, _ now: Moment) throws(Errno) {
    do {
      let file = try FileDescriptor.open(
        path, .readWrite, options: [.append, .create, .noFollow, .closeOnExec, .nonBlocking],
        permissions: [.ownerRead, .ownerWrite])
      defer { try? file.close() }
      var start = try Self.isTorn(file) ? [UInt8(ascii: "\n")] : []
      while let entry = waiting.next(at: now, knowing: known) {
        let line = start + Array(JSONWriter.text(.object(entry.json)).utf8) + [UInt8(ascii: "\n")]
        // In one call, so that the lines of two writers never mix.
        guard try line.withUnsafeBytes({ try file.write($0) }) == line.count else {
          throw Errno.noSpace
        }
        waiting.removeFirst()
        start = []
      }
    } catch {
      throw Errno(caught: error)
    }
  }

  /// Whether the last line was never finished.
  private static func isTorn(_ file: FileDescriptor) throws -> Bool {
    guard let size = try? file.seek(offset: 0, from: .end), size > 0 else { return false }
    var last: UInt8 = 0
    let count = try withUnsafeMutableBytes(of: &last) {
      try file.read(fromAbsoluteOffset: size - 1, into: $0)
    }
    return count == 1 && last != UInt8(ascii: "\n")
  }
}

/// Says once that something can't be written, and once that it can be again.
struct WriteTrouble {
  private var last: Errno?

  /// Takes note of how an attempt ended.
  ///
  /// - Returns: what is to be said, a line or none.
  mutating func ended(_ error: Errno?, _ path: FilePath) -> [String] {
    defer { last = error }
    guard error != last else { return [] }
    guard let error else { return ["\(path): the history is written again"] }
    return [
      "\(path): not written: \(error); entries wait in memory, and what does not fit there is counted"
    ]
  }
}
