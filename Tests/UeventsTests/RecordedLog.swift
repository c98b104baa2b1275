import Foundation

/// The recorded event logs below Testdata, as text.
enum RecordedLog {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Testdata/uevents")

  /// The names of the logs of a listener to the kernel's socket.
  static let kernelLogs = names { !$0.contains("udevadm") }
  /// The names of what `udevadm monitor` printed.
  static let udevadmLogs = names { $0.contains("udevadm") }

  static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  private static func names(_ matches: (String) -> Bool) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return all.filter { $0.hasSuffix(".txt") && matches($0) }.sorted()
  }
}
