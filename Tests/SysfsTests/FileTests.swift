import Glibc
import Sysfs
import SystemPackage
import TestSupport
import Testing

@Suite
struct `A file` {
  @Test func `is replaced as a whole`() throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("out")
    try AtomicFile.write([1], to: file)
    try AtomicFile.write([2, 3], to: file)
    #expect(try TextFile.bytes(file) == [2, 3])
    #expect(TextFile.names(scratch.path) == ["out"])
  }

  @Test func `that can't be replaced stays, and nothing is left beside it`() throws {
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("out")
    try TextFile.makeDirectories(file)
    #expect(throws: Errno.isDirectory) { try AtomicFile.write([1], to: file) }
    #expect(TextFile.names(scratch.path) == ["out"])
    #expect(throws: Errno.noSuchFileOrDirectory) {
      try AtomicFile.write([1], to: scratch.path.appending("no").appending("out"))
    }
  }

  @Test func `that is a pipe which nobody writes to is no archive, and is not waited for`() throws {
    let scratch = try ScratchDirectory()
    let pipe = scratch.path.appending("pipe")
    #expect(mkfifo(pipe.string, 0o600) == 0)
    #expect(throws: TreeSource.Failure.self) { try TreeSource.open(pipe) }
  }

  @Test func `is opened as an archive, a directory as a tree`() throws {
    let host = RecordedHost("7.1.8/a-01-zcrypt")
    #expect(try TreeSource.open(host.path) is ArchiveTree)
    #expect(try TreeSource.open(Repository.root) is DirectoryTree)
    let missing = Repository.root.appending("none")
    #expect(throws: TreeSource.Failure.unreadable(path: missing.string, .noSuchFileOrDirectory)) {
      try TreeSource.open(missing)
    }
    let manifest = Repository.root.appending("Package.swift")
    let error = #expect(throws: TreeSource.Failure.self) { try TreeSource.open(manifest) }
    #expect(error?.description.contains("Package.swift: line 1: ") == true)
  }

  @Test func `is unpacked only into an empty directory`() throws {
    let archive = try Archive(nodes: [
      ArchiveNode(path: "d", mode: 0o500, content: .directory),
      ArchiveNode(path: "d/a", mode: 0o600, content: .value([10])),
      ArchiveNode(path: "d/b", mode: 0o444, content: .unreadable(.ioError)),
      ArchiveNode(path: "d/c", mode: 0o200, content: .writeOnly),
    ])
    let scratch = try ScratchDirectory()
    let target = scratch.path.appending("new")
    #expect(try ArchiveUnpacker(root: target).unpack(archive) == ["d/b"])
    let tree = DirectoryTree(root: target)
    #expect(try tree.list("d").map(\.name) == ["a", "b", "c"])
    #expect(try [tree.mode("d"), tree.mode("d/a"), tree.mode("d/c")] == [0o500, 0o600, 0o200])
    #expect(throws: ArchiveUnpacker.Failure.exists(path: target.string)) {
      try ArchiveUnpacker(root: target).unpack(archive)
    }
  }
}
