import Glibc
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// Many attributes read at once give what each gives alone, and leave nothing open.
@Suite
struct `Reading many attributes at once` {
  private static func look(
    _ count: Int, _ body: (DirectoryTree, [String]) throws -> Void
  ) throws {
    let scratch = try ScratchDirectory(inMemory: true)
    let nodes = (0..<count).map {
      ArchiveNode(path: "d/\($0)", mode: 0o444, content: .value(Array("\($0)\n".utf8)))
    }
    _ = try ArchiveUnpacker(root: scratch.path).unpack(try Archive(nodes: nodes))
    try body(DirectoryTree(root: scratch.path), nodes.map(\.path))
  }

  private static func alone(
    _ tree: some SysfsTree, _ paths: [String]
  ) -> [Result<[UInt8], SysfsError>] {
    paths.map { path in Result { () throws(SysfsError) in try tree.read(path) } }
  }

  @Test(arguments: [0, 1, 127, 128, 129, 500])
  func `gives what each gives alone, in the same order`(count: Int) throws {
    try Self.look(count) { tree, paths throws in
      let asked = paths + ["d/none", "d", "none/d"] + paths.reversed()
      #expect(tree.values(asked) == Self.alone(tree, asked))
    }
  }

  @Test func `closes no descriptor of others`() throws {
    try Self.look(300) { tree, paths throws in
      // Gaps below and between, as a process has them whose other threads open and close.
      let kept = try (0..<8).map { _ in try FileDescriptor.open("/dev/null", .readOnly) }
      try kept[2].close()
      try kept[5].close()
      _ = tree.values(paths)
      for place in [0, 1, 3, 4, 6, 7] {
        #expect(fcntl(kept[place].rawValue, F_GETFD) >= 0)
        try kept[place].close()
      }
    }
  }
}
