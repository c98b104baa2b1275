import Glibc
import Synchronization

/// A tree whose reads that the kernel can block are waited for only so long, and never in silence.
///
/// They are done by a child, which is started by the first of them; everything else goes straight to the
/// tree. What was not answered in time is `SysfsError.unanswered`, and so is what is asked for later.
public final class PatientTree: SysfsTree {
  private let base: any SysfsTree
  private let reader: Mutex<PatientReader>

  /// Wraps a tree.
  ///
  /// - Parameters:
  ///   - base: the tree.
  ///   - patience: how long to wait.
  ///   - reopen: opens the same tree once more, in the child.
  public init(
    _ base: any SysfsTree, _ patience: Patience,
    reopen: @escaping @Sendable () throws -> any SysfsTree
  ) {
    self.base = base
    reader = Mutex(PatientReader(base, patience, reopen))
  }

  deinit { reader.withLock { $0.end() } }

  /// The wrapped tree's origin.
  public var origin: String { base.origin }

  /// Reads an attribute; see `SysfsTree`.
  public func read(_ path: String) throws(SysfsError) -> [UInt8] {
    guard BlockableAttribute.includes(path) || isHeldMask(path) else { return try base.read(path) }
    return try reader.withLock { $0.values([path]) }[0].get()
  }

  /// Whether it is a mask that a change of an mdev can hold; without one no child is started for it.
  private func isHeldMask(_ path: String) -> Bool {
    BlockableAttribute.isMask(path) && reader.withLock { $0.hasMdevs }
  }

  /// Reads many attributes, which are all of the one kind or of the other, and no masks; see `SysfsTree`.
  public func values(_ paths: [String]) -> [Result<[UInt8], SysfsError>] {
    guard paths.contains(where: BlockableAttribute.includes) else { return base.values(paths) }
    return reader.withLock { $0.values(paths) }
  }

  /// Lists a directory; see `SysfsTree`.
  public func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try base.list(path) }

  /// Reads a symbolic link; see `SysfsTree`.
  public func link(_ path: String) throws(SysfsError) -> String { try base.link(path) }

  /// Writes an attribute; see `SysfsTree`.
  public func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
    try base.write(path, value)
  }

  /// The permission bits of an object; see `SysfsTree`.
  public func mode(_ path: String) throws(SysfsError) -> UInt16? { try base.mode(path) }
}

/// How long reads that the kernel blocks are waited for, and who is told.
public struct Patience: Sendable {
  /// After so long, in seconds, it is told what is waited for.
  public static let silence = 1.0

  /// How long all such reads together may be waited for, in seconds; nil for as long as it takes.
  public let limit: Double?
  /// Told once, with the attribute that is waited for.
  let tell: @Sendable (String) -> Void

  /// States how patient a reader is.
  ///
  /// - Parameters:
  ///   - limit: the seconds, from the first such read on; nil for as long as it takes.
  ///   - tell: called once, with the attribute that has not been answered for `silence`.
  public init(limit: Double?, tell: @escaping @Sendable (String) -> Void) {
    self.limit = limit
    self.tell = tell
  }
}
