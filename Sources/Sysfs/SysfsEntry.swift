/// One name in a directory of the tree.
public struct SysfsEntry: Hashable, Sendable {
  /// What the name stands for.
  public enum Kind: Hashable, Sendable {
    /// A device, driver or group of attributes.
    case directory
    /// An attribute.
    case file
    /// A symbolic link.
    case link
    /// Anything else, or a file system that does not say.
    case other
  }

  /// The name, without any path.
  public let name: String
  /// What it is.
  public let kind: Kind

  /// Makes an entry.
  public init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }
}
