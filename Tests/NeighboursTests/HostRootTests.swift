import Glibc
import Sysfs
import SystemPackage
import TestSupport
import Testing

@testable import Neighbours

/// A host's files, read where they are and from a recording of what was read.
@Suite
struct `A host's root` {
  private static let paths = [
    "/etc/there", "/etc/missing", "/etc/masked", "/etc/pipe", "/etc/long", "/etc/long.xml",
    "/etc/link", "/etc/latin", "/etc/sub",
  ]

  private static func make(_ root: FilePath) throws {
    let etc = root.appending("etc")
    try TextFile.write("text\n", to: etc.appending("there"))
    try TextFile.write("one\n", to: etc.appending("sub/one"))
    try TextFile.write("", to: etc.appending("long"))
    try TextFile.grow(etc.appending("long"), to: SysfsLimits.attribute + 1)
    try TextFile.write("", to: etc.appending("long.xml"))
    try TextFile.grow(etc.appending("long.xml"), to: SysfsLimits.file + 1)
    #expect(mkfifo(etc.appending("pipe").string, 0o600) == 0)
    #expect(symlink("/dev/null", etc.appending("masked").string) == 0)
    #expect(symlink("there", etc.appending("link").string) == 0)
    let latin = open(etc.appending("latin").string, O_CREAT | O_WRONLY, 0o644)
    #expect(write(latin, [UInt8(0xe9)], 1) == 1)
    close(latin)
  }

  @Test func `answers from a recording as it did itself`() throws {
    let scratch = try ScratchDirectory()
    try Self.make(scratch.path)
    let witness = RootWitness()
    let live = HostRoot(directory: scratch.path, witness: witness)
    let files = Self.paths.map(live.file)
    let names = live.names(in: "/etc/sub")
    #expect(live.status(of: "/etc/there")?.mode == 0o600)
    #expect(live.status(of: "/etc/missing") == nil)
    #expect(live.now != nil)
    #expect(live.observed("agent") { _ in "none" } == "none")
    #expect(
      files.map(\.content) == [
        .text("text"), .absent, .masked, .unseen("it is no regular file"),
        .unseen("it is too long to be read"), .unseen("it is too long to be read"), .text("text"),
        .unseen("value is not text"), .unseen("it is no regular file"),
      ])
    #expect(names == .success(["one"]))

    let archive = try Archive(nodes: witness.nodes)
    let recorded = try #require(HostRoot(recording: ArchiveTree(archive, origin: "recording")))
    #expect(Self.paths.map(recorded.file).dropLast() == files.dropLast())
    #expect(recorded.names(in: "/etc/sub") == names)
    #expect(recorded.status(of: "/etc/there") == live.status(of: "/etc/there"))
    #expect(recorded.observed("agent") { _ in "other" } == "none")
    #expect(recorded.observed("nobody asked") { _ in "other" } == nil)
    #expect(recorded.now != nil)
  }

  /// A copy of a host beside files of this machine that its links would name here.
  @Test(arguments: [
    ("absolute", "/etc/there", HostFile.Content.text("theirs")),
    ("relative", "../etc/there", .text("theirs")),
    ("climbing", "../../../../etc/there", .text("theirs")),
    ("missing", "/etc/apt", .unseen("it is a link to what this copy of the host lacks")),
    ("chain", "/etc/absolute", .text("theirs")),
    ("through", "/usr/here/file", .text("below")),
    ("nothing", "", .absent),
    ("loop", "loop", .unseen("\(Errno.tooManySymbolicLinkLevels)")),
    ("masked", "/dev/null", .masked),
  ])
  func `of a copy keeps its links to itself`(
    name: String, target: String, content: HostFile.Content
  ) throws {
    let scratch = try ScratchDirectory()
    let copy = scratch.path.appending("copy")
    try TextFile.write("ours\n", to: scratch.path.appending("etc/there"))
    try TextFile.write("theirs\n", to: copy.appending("etc/there"))
    try TextFile.write("below\n", to: copy.appending("opt/here/file"))
    try TextFile.write("", to: copy.appending("usr/other"))
    #expect(symlink("/opt/here", copy.appending("usr/here").string) == 0)
    #expect(symlink("/etc/there", copy.appending("etc/absolute").string) == 0)
    if !["absolute", "nothing"].contains(name) {
      #expect(symlink(target, copy.appending("etc/\(name)").string) == 0)
    }
    let root = HostRoot(directory: copy)
    #expect(root.file("/usr/here/none").content == .absent)
    #expect(root.file("/etc/\(name)").content == content)
    if content == .text("theirs") { #expect(root.status(of: "/etc/\(name)") != nil) }
    #expect(root.names(in: "/usr/here") == .success(["file"]))
  }

  /// A directory that root alone may list, recorded by somebody else, or one of a dead file system.
  @Test(arguments: [Errno.permissionDenied, .timedOut])
  func `tells from a recording what could not be listed`(errno: Errno) throws {
    let witness = RootWitness()
    witness.listed("etc", [SysfsEntry(name: "closed", kind: .directory)])
    witness.refused("etc/closed", .refused(.list, path: "etc/closed", errno))
    witness.refused("etc/closed/sub", .refused(.list, path: "etc/closed/sub", errno))
    witness.refused("etc/open", .refused(.list, path: "etc/open", errno))
    witness.read("etc/open/known", Array("text\n".utf8))
    let archive = try Archive(nodes: witness.nodes)
    let recorded = try #require(HostRoot(recording: ArchiveTree(archive, origin: "recording")))
    for path in ["/etc/closed", "/etc/closed/sub"] {
      let names = recorded.names(in: path)
      #expect(throws: HostRoot.Unseen.self) { try names.get() }
    }
    #expect(recorded.file("/etc/closed/x").unseen != nil)
    #expect(recorded.file("/etc/open/known").text == "text")
    #expect(recorded.silent == (errno == .timedOut ? ["/etc/closed"] : []))
  }

  @Test func `is none in a recording without one`() throws {
    let tree = try RecordedHost("7.2.13/deployed-applied").tree()
    #expect(HostRoot(recording: tree) == nil)
  }

  @Test func `takes the first of several directories' files`() throws {
    let scratch = try ScratchDirectory()
    for (path, text) in [
      ("etc/x.d/b.conf", "etc b"), ("usr/lib/x.d/b.conf", "usr b"), ("usr/lib/x.d/c.conf", "usr c"),
      ("run/x.d/c.conf", "run c"), ("usr/lib/x.d/a.conf", "usr a"), ("etc/x.d/a.other", "no"),
    ] { try TextFile.write(text, to: scratch.path.appending(path)) }
    let files = DropIns(HostRoot(directory: scratch.path), "x.d")
    var unseen: [String] = []
    #expect(
      files.files(ending: ".conf") { unseen.append($0) }.map(\.text) == ["usr a", "etc b", "usr c"])
    #expect(unseen.isEmpty)
    // What is below /run is gone at the next boot.
    #expect(files.file("c.conf").path == "/usr/lib/x.d/c.conf")
    #expect(files.file("d.conf") == HostFile("/etc/x.d/d.conf", .absent))
  }
}
