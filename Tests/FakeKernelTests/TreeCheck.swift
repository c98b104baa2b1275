import APModel
import Sysfs
import SystemPackage
import TestSupport

@testable import FakeKernel

/// Compares a directory with what a state should look like.
struct TreeCheck {
  /// What the directory should hold.
  let image: TreeImage

  /// The whole tree of a state.
  init(_ kernel: FakeKernel) {
    var image = kernel.frameImage.merging(kernel.busImage) { $1 }
    let everything = kernel.everything
    for adapter in everything.cards { image.merge(kernel.image(of: adapter)) { $1 } }
    for (adapter, domains) in everything.queues {
      for domain in domains { image.merge(kernel.image(of: APQN(adapter, domain))) { $1 } }
    }
    for uuid in everything.mdevs { image.merge(kernel.image(of: uuid)) { $1 } }
    self.image = image
  }

  /// Every path at which the directory differs; empty if it shows exactly the state.
  func differences(_ root: FilePath) throws -> [String] {
    var found: TreeImage = [:]
    try Self.walk(DirectoryTree(root: root), "", &found)
    var result = image.filter { found[$0.key] != $0.value }.map { path, entry in
      "\(path): should be \(entry), is \(found[path].map { "\($0)" } ?? "absent")"
    }
    result += found.keys.filter { image[$0] == nil }.map { "\($0): should not be there" }
    return result.sorted()
  }

  private static func walk(
    _ tree: DirectoryTree, _ path: String, _ found: inout TreeImage
  ) throws {
    for entry in try tree.list(path) where entry.name != ".apmatrix" {
      let below = path.isEmpty ? entry.name : "\(path)/\(entry.name)"
      switch entry.kind {
      case .directory:
        found[below] = .directory
        try walk(tree, below, &found)
      case .link: found[below] = .link(try tree.link(below))
      default:
        let text = String(decoding: try tree.read(below), as: UTF8.self)
        let mode = try Stat(tree.root.appending(below)).permissions.rawValue
        found[below] = .file(mode: UInt16(mode), text: text)
      }
    }
  }
}
