internal import Sysfs
public import SystemPackage

/// Follows the events of a fake host, as a netlink socket follows the kernel's.
///
/// The file is `DIR/.apmatrix/events`; it only grows, until it is cut to nothing when it is large.
public final class FakeEventLog {
  /// What arrived since the last look.
  public struct Batch: Hashable, Sendable {
    /// The events in order.
    public var events: [EventRecord] = []
    /// Whether some before them were lost, so that the state must be read anew.
    public var missed = false
    /// Whether nothing was left to take.
    public var isWhole = true

    /// Nothing happened.
    public init() {}
  }

  private let path: FilePath
  private var offset: Int64 = 0
  /// The number of the last event that was given.
  public private(set) var last: UInt64 = 0
  private var partial: [UInt8] = []

  /// Starts to follow at the end of the log: only later events are given.
  ///
  /// - Parameter root: the fake host's directory.
  /// - Throws: `Errno`; ENOENT if the directory is no fake host.
  public init(root: FilePath) throws(Errno) {
    path = HostPaths(root: root).events
    let batch = try next()
    last = batch.events.last?.number ?? 0
  }

  /// The number of the last event in the log, whether it was given or not.
  ///
  /// - Throws: `Errno` of the file.
  public func newest() throws(Errno) -> UInt64 {
    do {
      let file = try EventFile(reading: path)
      defer { file.close() }
      // What was cut was there.
      return max(last, try file.newest)
    } catch {
      throw Errno(caught: error)
    }
  }

  /// The events since the last call; none if nothing happened.
  ///
  /// - Parameter limit: bytes of the log to take at most; the next call goes on behind them.
  /// - Throws: `Errno` of the file.
  public func next(bytes limit: Int = .max) throws(Errno) -> Batch {
    let bytes: [UInt8]
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
      defer { try? file.close() }
      bytes = try appended(file, limit)
    } catch {
      throw Errno(caught: error)
    }
    var batch = records(in: bytes)
    batch.isWhole = bytes.count < limit
    return batch
  }

  /// What was appended; a file that became shorter is read from its start.
  private func appended(_ file: FileDescriptor, _ limit: Int) throws -> [UInt8] {
    let end = try file.seek(offset: 0, from: .end)
    if end < offset {
      offset = 0
      partial = []
    }
    let count = min(Int(end - offset), limit)
    guard count > 0 else { return [] }
    let bytes = try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = try file.read(
        fromAbsoluteOffset: offset, into: UnsafeMutableRawBufferPointer(buffer))
    }
    offset += Int64(bytes.count)
    return bytes
  }

  private func records(in bytes: [UInt8]) -> Batch {
    var batch = Batch()
    var lines = (partial + bytes).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    partial = lines.popLast().map(Array.init) ?? []
    for line in lines {
      guard let record = EventRecord(line: String(decoding: line, as: UTF8.self)) else {
        batch.missed = true
        continue
      }
      guard record.number > last else { continue }
      if last != 0, record.number != last + 1 { batch.missed = true }
      last = record.number
      batch.events.append(record)
    }
    return batch
  }
}
