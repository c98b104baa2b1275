import Glibc
import SystemPackage

/// The file that holds the complete state of a fake host at one moment.
struct StoredHost {
  private static let header = "apmatrix-fake 1"

  /// The state.
  let kernel: FakeKernel
  /// How many events were sent before.
  let events: UInt64
  /// The number of the log that continues it.
  let log: Int

  /// A state to be written.
  init(kernel: FakeKernel, events: UInt64, log: Int) {
    self.kernel = kernel
    self.events = events
    self.log = log
  }

  /// Reads the snapshot of a fake host.
  init(_ paths: HostPaths) throws {
    let text = try Self.read(paths.snapshot, limit: .max)
    let parts = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
    let words = parts.count == 3 ? parts[1].split(separator: " ") : []
    guard words.count == 4, parts[0] == Self.header[...], let log = Int(words[1]),
      let events = UInt64(words[3])
    else { throw StateError(line: 1, problem: "not the state of a fake host of this version") }
    self.log = log
    self.events = events
    kernel = try FakeKernel(stateText: String(parts[2]))
  }

  /// The number of the current log, without reading the state.
  static func logNumber(_ paths: HostPaths) throws -> Int? {
    let text = try read(paths.snapshot, limit: 80)
    let lines = text.split(separator: "\n", maxSplits: 2)
    guard lines.count >= 2 else { return nil }
    return lines[1].split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  /// Puts the snapshot into its place in one step.
  func write(_ paths: HostPaths, _ writer: TreeWriter) throws {
    let text = "\(Self.header)\nlog \(log) events \(events)\n" + kernel.stateText
    try writer.replace(paths.snapshot.string, Array(text.utf8), mode: 0o644)
  }

  private static func read(_ path: FilePath, limit: Int) throws -> String {
    let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
    defer { try? file.close() }
    let size = min(Int(try file.seek(offset: 0, from: .end)), limit)
    let bytes = try [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      filled = try file.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
