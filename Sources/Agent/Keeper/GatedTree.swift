internal import Sysfs

/// A tree that takes no write any more once a repair is to end.
struct GatedTree: SysfsTree {
  let base: any SysfsTree
  let isClosed: @Sendable () -> Bool

  var origin: String { base.origin }

  func read(_ path: String) throws(SysfsError) -> [UInt8] { try base.read(path) }

  func values(_ paths: [String]) -> [Result<[UInt8], SysfsError>] { base.values(paths) }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try base.list(path) }

  func link(_ path: String) throws(SysfsError) -> String { try base.link(path) }

  func mode(_ path: String) throws(SysfsError) -> UInt16? { try base.mode(path) }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    guard !isClosed() else {
      throw .notWritable(path: path, reason: "no further step is begun")
    }
    try base.write(path, value)
  }
}
