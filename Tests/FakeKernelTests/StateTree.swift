import Sysfs

@testable import FakeKernel

/// A state of the model as a tree that can be read, without a directory.
enum StateTree {
  /// The whole tree of a state.
  static func tree(of kernel: FakeKernel) throws -> ArchiveTree {
    let nodes = TreeCheck(kernel).image.map { path, entry in
      switch entry {
      case .directory: ArchiveNode(path: path, mode: 0o755, content: .directory)
      case .link(let target): ArchiveNode(path: path, mode: 0o777, content: .link(target))
      case .file(let mode, _) where mode & 0o444 == 0:
        ArchiveNode(path: path, mode: mode, content: .writeOnly)
      case .file(let mode, let text):
        ArchiveNode(path: path, mode: mode, content: .value(Array(text.utf8)))
      }
    }
    return ArchiveTree(try Archive(nodes: nodes), origin: "fake")
  }
}
