import Glibc
import Synchronization
public import Sysfs

/// A tree that hands every access on to another one and remembers it.
public final class CountingTree: SysfsTree {
  private let base: any SysfsTree
  private let accesses = Mutex<[String]>([])

  /// Watches the accesses to a tree.
  public init(_ base: any SysfsTree) { self.base = base }

  /// Every access so far: `read PATH`, `list PATH`, `link PATH`, `write PATH`.
  public var log: [String] { accesses.withLock { $0 } }

  /// Where the tree comes from.
  public var origin: String { base.origin }

  /// Reads and remembers.
  public func read(_ path: String) throws(SysfsError) -> [UInt8] {
    accesses.withLock { $0.append("read " + path) }
    return try base.read(path)
  }

  /// Lists and remembers.
  public func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    accesses.withLock { $0.append("list " + path) }
    return try base.list(path)
  }

  /// Follows and remembers.
  public func link(_ path: String) throws(SysfsError) -> String {
    accesses.withLock { $0.append("link " + path) }
    return try base.link(path)
  }

  /// Writes and remembers.
  public func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    accesses.withLock { $0.append("write " + path) }
    try base.write(path, value)
  }

  /// Asks and remembers.
  public func mode(_ path: String) throws(SysfsError) -> UInt16? {
    accesses.withLock { $0.append("mode " + path) }
    return try base.mode(path)
  }
}
