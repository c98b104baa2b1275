import Synchronization
import Sysfs

/// A tree whose bus finishes a scan between two looks at its counter.
final class ScanningTree: SysfsTree {
  private let base: any SysfsTree
  private let limit: Int
  private let looks = Mutex(0)

  init(_ base: any SysfsTree, scansWhileReading limit: Int) {
    self.base = base
    self.limit = limit
  }

  var origin: String { base.origin }

  func read(_ path: String) throws(SysfsError) -> [UInt8] {
    guard path == "bus/ap/scans" else { return try base.read(path) }
    let scans = looks.withLock { looks in
      looks += 1
      return min(looks / 2, limit)
    }
    return Array("\(scans)\n".utf8)
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try base.list(path) }

  func link(_ path: String) throws(SysfsError) -> String { try base.link(path) }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) { try base.write(path, value) }
}
