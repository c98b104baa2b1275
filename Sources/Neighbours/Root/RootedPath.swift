import Sysfs
import SystemPackage

/// Follows links as whoever has a directory for their root does.
///
/// An absolute link of a copied `/etc` names a file of the copy, and the kernel would take it for one of this
/// machine.
struct RootedPath {
  /// The links that the kernel follows in one path before it gives up (path_resolution(7)).
  private static let maximumLinks = 40

  private let root: DirectoryTree

  /// - Returns: nil for `/` itself, where the kernel's own way is the right one.
  init?(_ root: DirectoryTree) {
    guard root.root != "/" else { return nil }
    self.root = root
  }

  /// The path of the same object, relative to the root, on which no link is left.
  ///
  /// - Parameter following: whether a link that the path itself names is followed.
  /// - Throws: `Errno.tooManySymbolicLinkLevels`; whatever else is wrong shows when the path is used.
  func resolved(_ path: String, following: Bool = true) throws(Errno) -> String {
    var pending = Self.names(path)
    var walked: [Substring] = []
    var links = 0
    while let name = pending.popLast() {
      guard name != ".." else {
        _ = walked.popLast()
        continue
      }
      walked.append(name)
      guard following || !pending.isEmpty,
        let target = try? root.link(walked.joined(separator: "/"))
      else { continue }
      links += 1
      guard links <= Self.maximumLinks else { throw .tooManySymbolicLinkLevels }
      if target.hasPrefix("/") { walked = [] } else { walked.removeLast() }
      pending += Self.names(target)
    }
    return walked.joined(separator: "/")
  }

  /// The names of a path, the last first, without those that lead nowhere.
  private static func names(_ path: String) -> [Substring] {
    path.split(separator: "/").filter { $0 != "." }.reversed()
  }
}
