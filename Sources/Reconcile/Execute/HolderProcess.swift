import Glibc
import SystemPackage

/// The process behind a lock or a claim, by `/proc/PID/status` of proc(5).
struct HolderProcess: Hashable, Sendable {
  /// Whether it waits for its parent only, or not even that.
  private let isDead: Bool
  /// Its threads that have not ended yet, the first one always counted.
  private let threads: Int
  /// Whether it was sent a SIGKILL, or has crashed.
  private let isKilled: Bool

  /// Looks at a process; nil where there is none, or where the own user may not see it.
  init?(_ pid: Int32) {
    guard let text = Self.text("/proc/\(pid)/status") else { return nil }
    self.init(status: text)
  }

  /// Reads what the kernel says of a process.
  init(status: String) {
    var (isDead, threads, isKilled) = (false, 1, false)
    for line in status.split(separator: "\n") {
      let words = line.split(separator: "\t", maxSplits: 1)
      guard words.count == 2, let value = words[1].first else { continue }
      switch words[0] {
      case "State:": isDead = value == "Z" || value == "X"
      case "Threads:": threads = Int(words[1]) ?? 1
      // The signals that wait for the process: bit n-1 is signal n.
      case "ShdPnd:" where (UInt64(words[1], radix: 16) ?? 0) >> (SIGKILL - 1) & 1 == 1:
        isKilled = true
      // One that crashed is killed without that.
      case "CoreDumping:" where value == "1": isKilled = true
      default: break
      }
    }
    (self.isDead, self.threads, self.isKilled) = (isDead, threads, isKilled)
  }

  /// Whether nothing of it runs any more.
  ///
  /// Of one that was killed the first thread can be dead while another is in a write that the kernel blocks.
  var hasEnded: Bool { isDead && threads <= 1 }

  /// Whether it ends as soon as the kernel lets go of its last access.
  var isEnding: Bool { isDead || isKilled }

  /// The name of a process; nil if it is gone.
  static func name(_ pid: Int32) -> String? {
    text("/proc/\(pid)/comm").map { String($0.prefix { !$0.isNewline }) }
  }

  /// The first bytes of a small file; nil if it is not there.
  static func text(_ file: String) -> String? {
    let options: FileDescriptor.OpenOptions = [.noFollow, .nonBlocking, .closeOnExec]
    guard let descriptor = try? FileDescriptor.open(FilePath(file), .readOnly, options: options)
    else { return nil }
    defer { try? descriptor.close() }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = (try? bytes.withUnsafeMutableBytes { try descriptor.read(into: $0) }) ?? 0
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
