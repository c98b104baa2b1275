import APModel
import Glibc
import SystemPackage

/// The state of a fake host in its directory: a snapshot, and a log of the operations since.
///
/// An operation happens at the moment when its line is in the log. The tree and the event log follow;
/// then a second line says that they did. Whoever takes the lock next makes up for a writer that was
/// killed between the two. All of this runs under the host's lock.
final class HostStore {
  /// The size above which the log is folded into a new snapshot, in bytes.
  private static let logLimit: Int64 = 1 << 16

  let paths: HostPaths
  private let writer: TreeWriter
  private let events: EventFile
  private(set) var kernel: FakeKernel
  private var eventCount: UInt64
  private var logNumber: Int
  private var log: FileDescriptor
  private var offset: Int64 = 0
  private var operations = 0
  private var unfinished: Unfinished?

  /// An operation that is in the log, but perhaps not in the tree.
  private struct Unfinished {
    let before: FakeKernel
    let answer: KernelAnswer
    let firstEvent: UInt64
  }

  /// Reads the snapshot of a fake host; the log is read by `sync()`.
  init(_ paths: HostPaths) throws {
    self.paths = paths
    writer = TreeWriter(root: paths.root.string, scratch: paths.scratch.string)
    events = try EventFile(paths.events)
    let snapshot = try StoredHost(paths)
    kernel = snapshot.kernel
    eventCount = snapshot.events
    logNumber = snapshot.log
    log = try Self.openLog(paths, snapshot.log)
  }

  deinit {
    try? log.close()
    events.close()
  }

  private static func openLog(_ paths: HostPaths, _ number: Int) throws -> FileDescriptor {
    try FileDescriptor.open(
      paths.log(number), .readWrite, options: [.create, .closeOnExec],
      permissions: [.ownerReadWrite, .groupRead, .otherRead])
  }

  /// Whether nobody wrote since the last `sync()`; needs no lock.
  var isCurrent: Bool {
    var status = stat()
    guard fstat(log.rawValue, &status) == 0 else { return false }
    return status.st_nlink > 0 && Int64(status.st_size) == offset && unfinished == nil
  }

  /// Takes over what others did, and finishes what a killed writer began.
  func sync() throws {
    if try StoredHost.logNumber(paths) != logNumber { try reload() }
    try readLog()
    try finish()
  }

  /// Lets an operation happen in the state of the last `sync()`.
  func apply(_ operation: HostOperation) throws -> KernelAnswer {
    let before = kernel
    let answer = kernel.apply(operation)
    // A refusal leaves everything as it was, unless the kernel died of the attempt.
    if answer.errno != nil, kernel.crash == before.crash {
      kernel = before
      return answer
    }
    operations += 1
    try append("op \(operations) \(OperationText.text(operation))\n")
    unfinished = Unfinished(before: before, answer: answer, firstEvent: eventCount + 1)
    eventCount += UInt64(answer.uevents.count)
    try finish()
    if offset > Self.logLimit { try compact() }
    return answer
  }

  /// Brings the tree and the event log up to the state.
  private func finish() throws {
    guard let unfinished else { return }
    try writer.apply(
      TreeDifference(from: unfinished.before, to: kernel, unfinished.answer.changes))
    try events.append(unfinished.answer.uevents, first: unfinished.firstEvent)
    try append("done \(operations)\n")
    self.unfinished = nil
  }

  private func append(_ line: String) throws {
    try log.writeAll(toAbsoluteOffset: offset, line.utf8)
    offset += Int64(line.utf8.count)
  }

  private func reload() throws {
    let snapshot = try StoredHost(paths)
    try? log.close()
    log = try Self.openLog(paths, snapshot.log)
    kernel = snapshot.kernel
    eventCount = snapshot.events
    logNumber = snapshot.log
    offset = 0
    operations = 0
    unfinished = nil
  }

  /// Replays what others appended; a line without its end was never an operation.
  private func readLog() throws {
    let end = try log.seek(offset: 0, from: .end)
    guard end > offset else { return }
    let bytes = try [UInt8](unsafeUninitializedCapacity: Int(end - offset)) { buffer, filled in
      filled = try log.read(
        fromAbsoluteOffset: offset, into: UnsafeMutableRawBufferPointer(buffer))
    }
    var rest = bytes[...]
    while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
      try replay(String(decoding: rest[..<newline], as: UTF8.self))
      offset += Int64(newline + 1 - rest.startIndex)
      rest = rest[(newline + 1)...]
    }
    guard rest.isEmpty else {
      guard ftruncate(log.rawValue, off_t(offset)) == 0 else { throw Errno(rawValue: errno) }
      return
    }
  }

  private func replay(_ line: String) throws {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count >= 2, let number = Int(words[1]) else {
      throw StateError(line: operations + 1, problem: "not a line of the log: \(line)")
    }
    if words[0] == "done", number == operations {
      unfinished = nil
      return
    }
    guard words[0] == "op", words.count == 3, number == operations + 1 else {
      throw StateError(line: operations + 1, problem: "not a line of the log: \(line)")
    }
    let before = kernel
    let answer = kernel.apply(try OperationText.operation(words[2]))
    operations = number
    unfinished = Unfinished(before: before, answer: answer, firstEvent: eventCount + 1)
    eventCount += UInt64(answer.uevents.count)
  }

  /// Folds the log into a new snapshot; the old log stays valid until the snapshot is in place.
  private func compact() throws {
    let next = logNumber + 1
    let newLog = try Self.openLog(paths, next)
    try StoredHost(kernel: kernel, events: eventCount, log: next).write(paths, writer)
    _ = unlink(paths.log(logNumber).string)
    try? log.close()
    log = newLog
    logNumber = next
    offset = 0
    operations = 0
  }
}
