import Glibc
import SystemPackage

/// The words that this program was called with.
///
/// Swift's runtime finds them beside the environment, where the kernel put both, or in `/proc`; the first
/// fails where a library that is preloaded has set a variable, and then it looks no further.
enum OwnArguments {
  /// All of them, the program's name first; empty where `/proc` is needed and not there.
  static let all: [String] = {
    let known = CommandLine.arguments
    return known.isEmpty ? recorded : known
  }()

  /// What the kernel tells in `/proc/self/cmdline`: a NUL behind each.
  private static var recorded: [String] {
    guard let file = try? FileDescriptor.open("/proc/self/cmdline", .readOnly) else { return [] }
    defer { try? file.close() }
    var bytes: [UInt8] = []
    while true {
      let chunk = try? [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      guard let chunk, !chunk.isEmpty else { break }
      bytes += chunk
    }
    return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
