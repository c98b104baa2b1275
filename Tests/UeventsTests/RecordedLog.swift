import SystemPackage
import TestSupport

/// The recorded event logs below Testdata, as text.
enum RecordedLog {
  static let folder = Repository.root.appending("Testdata").appending("uevents")

  /// The names of the logs of a listener to the kernel's socket.
  static let kernelLogs = names { !$0.contains("udevadm") }
  /// The names of what `udevadm monitor` printed.
  static let udevadmLogs = names { $0.contains("udevadm") }

  static func text(_ name: String) throws -> String {
    try TextFile.text(folder.appending(name))
  }

  private static func names(_ matches: (String) -> Bool) -> [String] {
    TextFile.names(folder).filter { $0.hasSuffix(".txt") && matches($0) }
  }
}
