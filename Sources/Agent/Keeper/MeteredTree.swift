public import Sysfs

/// A tree whose accesses a meter knows while they are under way.
public struct MeteredTree: SysfsTree {
  private let base: any SysfsTree
  private let meter: AccessMeter

  /// Wraps a tree.
  public init(_ base: any SysfsTree, _ meter: AccessMeter) {
    self.base = base
    self.meter = meter
  }

  /// The wrapped tree's origin.
  public var origin: String { base.origin }

  /// Reads an attribute; see `SysfsTree`.
  public func read(_ path: String) throws(SysfsError) -> [UInt8] {
    let token = meter.begin("read", path)
    defer { meter.end(token) }
    return try base.read(path)
  }

  /// Reads many attributes at once, which are one access to whoever watches; see `SysfsTree`.
  public func values(_ paths: [String]) -> [Result<[UInt8], SysfsError>] {
    guard let first = paths.first else { return [] }
    let token = meter.begin("read", first)
    defer { meter.end(token) }
    return base.values(paths)
  }

  /// Lists a directory; see `SysfsTree`.
  public func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    let token = meter.begin("list", path)
    defer { meter.end(token) }
    return try base.list(path)
  }

  /// Reads a symbolic link; see `SysfsTree`.
  public func link(_ path: String) throws(SysfsError) -> String {
    let token = meter.begin("link", path)
    defer { meter.end(token) }
    return try base.link(path)
  }

  /// Writes an attribute; see `SysfsTree`.
  public func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    let line = value.last == UInt8(ascii: "\n") ? value.dropLast() : value[...]
    let token = meter.begin("write", path, value: String(decoding: line, as: UTF8.self))
    defer { meter.end(token) }
    try base.write(path, value)
  }

  /// Asks for an attribute's mode; see `SysfsTree`.
  public func mode(_ path: String) throws(SysfsError) -> UInt16? {
    let token = meter.begin("stat", path)
    defer { meter.end(token) }
    return try base.mode(path)
  }
}
