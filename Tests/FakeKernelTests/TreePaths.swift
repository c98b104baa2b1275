import Sysfs

/// Looks at any tree as a list of paths.
enum TreePaths {
  /// Every path of a tree, directories included.
  static func all(_ tree: any SysfsTree, below path: String = "") throws -> [String] {
    try tree.list(path).flatMap { entry in
      let below = path.isEmpty ? entry.name : "\(path)/\(entry.name)"
      return try [below] + (entry.kind == .directory ? all(tree, below: below) : [])
    }
  }

  /// What is at a path: a link's target, an attribute's text or errno, or the names in a directory.
  static func view(_ tree: any SysfsTree, _ path: String) -> String {
    if let target = try? tree.link(path) { return "link to \(target)" }
    if let entries = try? tree.list(path) {
      return "directory of " + entries.map(\.name).sorted().joined(separator: " ")
    }
    do throws(SysfsError) {
      return "text " + String(decoding: try tree.read(path), as: UTF8.self)
    } catch {
      return error.errno.map { ErrnoName.text($0) } ?? "unreadable"
    }
  }
}
