/// One name in the tree of a fake host.
enum TreeEntry: Hashable, Sendable {
  /// A directory.
  case directory
  /// An attribute with its mode and its text; a write-only one has none.
  case file(mode: UInt16, text: String)
  /// A symbolic link and where it points.
  case link(String)

  /// An attribute as the model has it.
  static func attribute(_ attribute: Attribute, _ text: String) -> TreeEntry {
    .file(mode: attribute.mode, text: attribute.isReadable ? text : "")
  }
}

/// Entries by their path, which is relative to the tree's root.
typealias TreeImage = [String: TreeEntry]
