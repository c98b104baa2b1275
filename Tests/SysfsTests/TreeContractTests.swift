import Glibc
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// What every tree answers, whatever it is made of.
@Suite
struct `A tree` {
  /// The kinds of trees.
  enum Kind: CaseIterable {
    case archive
    case directory
  }

  private static let nodes = [
    ArchiveNode(path: "d/value", mode: 0o444, content: .value(Array("1\n".utf8))),
    ArchiveNode(path: "d/empty", mode: 0o444, content: .value([])),
    ArchiveNode(path: "d/bytes", mode: 0o444, content: .value([0, 255, 10, 92, 32])),
    ArchiveNode(path: "d/sub/deep", mode: 0o644, content: .value(Array("2".utf8))),
    ArchiveNode(path: "d/up", mode: 0o777, content: .link("../e/there")),
    ArchiveNode(path: "d/blank name", mode: 0o444, content: .value(Array("3\n".utf8))),
    ArchiveNode(path: "e/there", mode: 0o777, content: .link("../d/sub")),
    ArchiveNode(path: "e/file", mode: 0o777, content: .link(".././e/there/../value")),
    ArchiveNode(path: "e/loop", mode: 0o777, content: .link("loop")),
    ArchiveNode(path: "e/ring", mode: 0o777, content: .link("../e/gnir")),
    ArchiveNode(path: "e/gnir", mode: 0o777, content: .link("../e/ring")),
    ArchiveNode(path: "e/nowhere", mode: 0o777, content: .link("../../../../gone/out")),
    ArchiveNode(path: "hollow", mode: 0o755, content: .directory),
  ]

  /// Opens a tree of these objects and looks at it.
  private func look(
    _ kind: Kind, _ nodes: [ArchiveNode] = nodes, _ body: (any SysfsTree) throws -> Void
  ) throws {
    let archive = try Archive(nodes: nodes)
    guard kind == .directory else { return try body(ArchiveTree(archive, origin: "archive")) }
    let scratch = try ScratchDirectory(inMemory: true)
    _ = try ArchiveUnpacker(root: scratch.path).unpack(archive)
    try body(DirectoryTree(root: scratch.path))
  }

  @Test(arguments: Kind.allCases)
  func `reads values to the byte`(kind: Kind) throws {
    try look(kind) { tree throws in
      #expect(try tree.text("d/value") == "1")
      #expect(try tree.read("d/empty") == [])
      #expect(try tree.read("d/bytes") == [0, 255, 10, 92, 32])
      #expect(try tree.text("d/blank name") == "3")
    }
  }

  @Test(arguments: Kind.allCases, [4095, 4096, 8192, 8193, SysfsLimits.attribute])
  func `reads long values, but none beyond the limit`(kind: Kind, length: Int) throws {
    func value(_ count: Int) -> [ArchiveNode] {
      [
        ArchiveNode(
          path: "long", mode: 0o444, content: .value([UInt8](repeating: 97, count: count)))
      ]
    }
    try look(kind, value(length)) { tree throws in
      #expect(try tree.read("long").count == length)
    }
    guard length == SysfsLimits.attribute else { return }
    try look(kind, value(length + 1)) { tree throws in
      #expect(throws: SysfsError.tooLarge(path: "long", limit: length)) { try tree.read("long") }
    }
  }

  @Test(arguments: Kind.allCases)
  func `follows links as the kernel walks a path`(kind: Kind) throws {
    try look(kind) { tree throws in
      #expect(try tree.read("d/up/deep") == Array("2".utf8))
      #expect(try tree.read("e/file") == Array("1\n".utf8))
      #expect(try tree.read("d/up/../value") == Array("1\n".utf8))
      #expect(try tree.read("./d//sub/./deep") == Array("2".utf8))
      #expect(try tree.list("d/up").map(\.name) == ["deep"])
      #expect(try tree.link("d/up") == "../e/there")
      #expect(try tree.link("e/../d/up") == "../e/there")
      #expect(try tree.link("e/nowhere") == "../../../../gone/out")
    }
  }

  @Test(arguments: Kind.allCases)
  func `lists what is there, ordered`(kind: Kind) throws {
    try look(kind) { tree throws in
      #expect(try tree.list("").map(\.name) == ["d", "e", "hollow"])
      #expect(try tree.list("hollow") == [])
      #expect(
        try tree.list("e") == [
          .init(name: "file", kind: .link), .init(name: "gnir", kind: .link),
          .init(name: "loop", kind: .link), .init(name: "nowhere", kind: .link),
          .init(name: "ring", kind: .link), .init(name: "there", kind: .link),
        ])
      #expect(
        try tree.list("d/").filter { $0.kind != .file } == [
          .init(name: "sub", kind: .directory), .init(name: "up", kind: .link),
        ])
    }
  }

  @Test(
    arguments: Kind.allCases,
    [
      ("read", "d/none", Errno.noSuchFileOrDirectory), ("read", "none/d", .noSuchFileOrDirectory),
      ("read", "d/value/x", .notDirectory), ("read", "d/value/../value", .notDirectory),
      ("read", "d", .isDirectory), ("read", "", .isDirectory), ("read", "d/up", .isDirectory),
      ("read", "e/loop", .tooManySymbolicLinkLevels),
      ("read", "e/ring/x", .tooManySymbolicLinkLevels),
      ("read", "e/nowhere", .noSuchFileOrDirectory),
      ("read", "d/" + String(repeating: "n", count: 256), .fileNameTooLong),
      ("list", "d/value", .notDirectory), ("list", "d/none", .noSuchFileOrDirectory),
      ("list", "e/loop", .tooManySymbolicLinkLevels), ("list", "e/file", .notDirectory),
      ("link", "d/value", .invalidArgument), ("link", "d", .invalidArgument),
      ("link", "d/none", .noSuchFileOrDirectory), ("link", "e/loop/x", .tooManySymbolicLinkLevels),
    ])
  func `refuses with the kernel's errno`(kind: Kind, refusal: (String, String, Errno)) throws {
    let (access, path, errno) = refusal
    try look(kind) { tree throws in
      let error = #expect(throws: SysfsError.self) {
        switch access {
        case "read": _ = try tree.read(path)
        case "list": _ = try tree.list(path)
        default: _ = try tree.link(path)
        }
      }
      #expect(error?.errno == errno)
      #expect(error?.path == path)
    }
  }

  @Test(arguments: Kind.allCases, [(40, true), (41, false)])
  func `follows forty links and no more`(kind: Kind, chain: (Int, Bool)) throws {
    var nodes = [ArchiveNode(path: "0", mode: 0o444, content: .value([10]))]
    for number in 1...chain.0 {
      nodes.append(ArchiveNode(path: "\(number)", mode: 0o777, content: .link("\(number - 1)")))
    }
    try look(kind, nodes) { tree throws in
      if chain.1 {
        #expect(try tree.read("\(chain.0)") == [10])
      } else {
        #expect(throws: SysfsError.refused(.open, path: "41", .tooManySymbolicLinkLevels)) {
          try tree.read("41")
        }
      }
    }
  }

  @Test(arguments: Kind.allCases)
  func `knows the modes of links and of what they lead to`(kind: Kind) throws {
    try look(kind) { tree throws in
      #expect(try tree.mode("d/value") == 0o444)
      #expect(try tree.mode("d/up/deep") == 0o644)
      #expect(try tree.mode("d/up") == 0o777)
      #expect(try tree.mode("hollow") == 0o755)
    }
  }
}
