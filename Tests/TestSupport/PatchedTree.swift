public import Sysfs
public import SystemPackage

/// A tree in which some attributes answer otherwise: malformed, unreadable, gone.
public struct PatchedTree: SysfsTree {
  /// What an attribute answers instead.
  public enum Answer: Sendable {
    case text(String)
    case errno(Errno)
    case tooLarge
    /// What a link that is still followed leads to.
    case device(DeviceNumber)
    /// A link that is still followed leads to what nobody can be asked about.
    case unaskable
  }

  private let base: any SysfsTree
  private let answers: [String: Answer]

  /// Lays answers over a tree.
  public init(_ base: any SysfsTree, _ answers: [String: Answer]) {
    self.base = base
    self.answers = answers
  }

  /// Where the tree comes from.
  public var origin: String { base.origin }

  /// Reads the patch if there is one.
  public func read(_ path: String) throws(SysfsError) -> [UInt8] {
    switch answers[path] {
    case .text(let text): return Array(text.utf8)
    case .errno(let errno): throw .refused(.read, path: path, errno)
    case .tooLarge: throw .tooLarge(path: path, limit: SysfsLimits.attribute)
    case .device, .unaskable, nil: return try base.read(path)
    }
  }

  /// Lists the base, unless the patch refuses.
  public func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    if case .errno(let errno) = answers[path] { throw .refused(.list, path: path, errno) }
    return try base.list(path)
  }

  /// Follows the base's link, unless the patch refuses.
  public func link(_ path: String) throws(SysfsError) -> String {
    if case .errno(let errno) = answers[path] { throw .refused(.link, path: path, errno) }
    return try base.link(path)
  }

  /// Writes to the base.
  public func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    try base.write(path, value)
  }

  /// Asks the base.
  public func status(_ path: String) throws(SysfsError) -> FileStatus? { try base.status(path) }

  /// What the patch says that it is.
  public func device(_ path: String) throws(SysfsError) -> DeviceNumber? {
    switch answers[path] {
    case .device(let number): return number
    case .unaskable: throw .refused(.stat, path: path, .timedOut)
    default: return try base.device(path)
    }
  }

  /// Asks the base.
  public func mode(_ path: String) throws(SysfsError) -> UInt16? { try base.mode(path) }
}
