import Sysfs
import SystemPackage
import TestSupport
import Testing

@Suite
struct `A recorded tree` {
  /// Every kernel, with everything that may be in a tree; making directories of all takes minutes.
  private static let samples = [
    "6.1.176/u-01-in-use", "6.12.107/d-01-end", "6.12.107/f-01-unbound", "7.1.8/a-01-zcrypt",
    "7.1.8/c-04-domain-appeared", "stock-7.2.13/a-00-no-drivers",
  ].map { RecordedHost($0) }

  @Test(arguments: samples)
  func `answers from a directory what it answers from its archive`(host: RecordedHost) throws {
    let archive = try host.archive()
    let tree = ArchiveTree(archive, origin: host.name)
    let scratch = try ScratchDirectory(inMemory: true)
    let root = scratch.path.appending("sys")
    #expect(try ArchiveUnpacker(root: root).unpack(archive) == [])
    let directory = DirectoryTree(root: root)
    for node in archive.nodes {
      #expect(try directory.mode(node.path) == tree.mode(node.path), "\(node.path)")
      switch node.content {
      case .directory:
        #expect(try directory.list(node.path) == tree.list(node.path), "\(node.path)")
      case .link:
        #expect(try directory.link(node.path) == tree.link(node.path), "\(node.path)")
        #expect((try? directory.list(node.path)) == (try? tree.list(node.path)), "\(node.path)")
      case .value: #expect(try directory.read(node.path) == tree.read(node.path), "\(node.path)")
      case .writeOnly, .unreadable: break
      }
    }
  }

  @Test func `answers for what a directory can't hold`() throws {
    let tree = ArchiveTree(
      try Archive(nodes: [
        ArchiveNode(path: "said", mode: 0o200, content: .writeOnly),
        ArchiveNode(path: "broken", mode: 0o444, content: .unreadable(.ioError)),
      ]), origin: "host.sysfs")
    #expect(throws: SysfsError.refused(.open, path: "said", .permissionDenied)) {
      try tree.read("said")
    }
    #expect(throws: SysfsError.refused(.read, path: "broken", .ioError)) {
      try tree.read("broken")
    }
    let error = #expect(throws: SysfsError.self) { try tree.write("said", line: "1") }
    #expect(error?.description.contains("apmatrix fake create DIR --from host.sysfs") == true)
  }
}
