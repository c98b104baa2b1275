import Synchronization
import Sysfs

/// The directories of a root that did not answer in time.
final class SilentDirectories: Sendable {
  private let known = Mutex<[String]>([])

  /// As paths on the host, each once, in the order in which they were met.
  var paths: [String] { known.withLock { $0 } }

  /// Notes the directory if that is what a failure tells.
  ///
  /// - Parameter path: what was asked for, below the root.
  func note(_ error: SysfsError, _ path: String) {
    guard let directory = error.silentDirectory(of: path) else { return }
    let full = "/" + path
    known.withLock { known in
      if known.contains(where: { full == $0 || full.hasPrefix($0 + "/") }) { return }
      known.append("/" + directory)
    }
  }
}
