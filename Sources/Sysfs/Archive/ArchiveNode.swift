public import SystemPackage

/// One object of a recorded tree.
public struct ArchiveNode: Hashable, Sendable {
  /// What the object is, and what was found in it.
  public enum Content: Hashable, Sendable {
    /// A directory.
    case directory
    /// An attribute and its bytes, the trailing newline included if there was one.
    case value([UInt8])
    /// An attribute that nobody may read.
    case writeOnly
    /// An attribute whose reading failed.
    case unreadable(Errno)
    /// A symbolic link and its text.
    case link(String)
  }

  /// The path below the tree's root, without a leading slash; empty for the root.
  public let path: String
  /// The permission bits; of a link always 0o777.
  public let mode: UInt16
  /// What it is.
  public let content: Content

  /// Makes a node.
  public init(path: String, mode: UInt16, content: Content) {
    self.path = path
    self.mode = mode
    self.content = content
  }
}
