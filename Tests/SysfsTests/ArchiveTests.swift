import Sysfs
import SystemPackage
import TestSupport
import Testing

@Suite
struct `An archive` {
  @Test func `is there for every kernel`() {
    #expect(RecordedHost.all.count >= 40)
    #expect(
      Set(RecordedHost.all.map(\.kernel)) == [
        "6.1.176", "6.1.190", "6.12.107", "6.12.117", "7.1.8", "7.2.13", "stock-7.2.13",
      ])
  }

  @Test(arguments: RecordedHost.all.sampled)
  func `comes back from its objects byte for byte`(host: RecordedHost) throws {
    let archive = try host.archive()
    let again = try Archive(
      nodes: archive.nodes.reversed(), kernel: archive.kernel, withheld: Set(archive.withheld))
    #expect(again == archive)
    #expect(archive.kernel.map { host.kernel.hasSuffix($0) } == true)
  }

  @Test func `keeps what a reader can meet`() throws {
    let nodes = [
      ArchiveNode(path: "", mode: 0o555, content: .directory),
      ArchiveNode(path: "|", mode: 0o440, content: .value(Array(" a \n\tb\n".utf8))),
      ArchiveNode(path: "bare", mode: 0o644, content: .value(Array("x".utf8))),
      ArchiveNode(path: "bytes", mode: 0o444, content: .value([0, 9, 32, 92, 200, 10, 10, 32])),
      ArchiveNode(path: "empty", mode: 0o444, content: .value([])),
      ArchiveNode(path: "gone", mode: 0o400, content: .unreadable(.ioError)),
      ArchiveNode(path: "here -> there", mode: 0o777, content: .link("a\nb\\ ")),
      ArchiveNode(path: "line", mode: 0o444, content: .value([10])),
      ArchiveNode(path: "odd", mode: 0o444, content: .unreadable(.init(rawValue: 4242))),
      ArchiveNode(path: "said", mode: 0o200, content: .writeOnly),
      ArchiveNode(path: "hollow", mode: 0o700, content: .directory),
    ]
    let archive = try Archive(nodes: nodes)
    #expect(
      String(decoding: archive.text, as: UTF8.self) == """
        apmatrix-sysfs 1

        / 0555
        \\x7c 0440 = \\sa\\s
        | \\tb
        bare rw ~ x
        bytes r ~ \\x00\\t \\\\\\xc8
        |
        | \\s
        empty r ~
        gone 0400 ! EIO
        here\\s->\\sthere -> a\\x0ab\\\\\\s
        line r =
        odd r ! errno-4242
        said w

        /hollow 0700

        end

        """)
    #expect(archive.nodes == nodes)
  }

  @Test func `has errnos by number that had no name when it was written`() throws {
    func archive(_ errno: String) throws -> Archive {
      try Archive(parsing: Array("apmatrix-sysfs 1\n\n/ 0700\nodd r ! \(errno)\n\nend\n".utf8))
    }
    #expect(try archive("errno-39").nodes == archive("ENOTEMPTY").nodes)
    #expect(
      String(decoding: try archive("ENOTEMPTY").text, as: UTF8.self).contains("! ENOTEMPTY\n"))
  }

  @Test func `refuses objects that are no tree`() {
    let value = ArchiveNode.Content.value([])
    for nodes in [
      [("a", value), ("a", value)], [("a", value), ("a", .directory)],
      [("a", value), ("a/b", value)],
      [("a/../b", value)], [(".", value)],
    ] {
      #expect(throws: ArchiveError.self) {
        try Archive(nodes: nodes.map { ArchiveNode(path: $0.0, mode: 0o444, content: $0.1) })
      }
    }
  }

  @Test(arguments: (0..<200).sampled)
  func `has one text for every tree`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let nodes = RandomTree.nodes(using: &generator)
    let archive = try Archive(nodes: nodes.shuffled(using: &generator))
    #expect(Set(archive.nodes) == Set(nodes), "seed \(seed)")
    #expect(try Archive(nodes: archive.nodes) == archive, "seed \(seed)")
  }

  @Test(arguments: (0..<400).sampled)
  func `that was damaged is refused, or is another tree's only text`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var text = try Archive(nodes: RandomTree.nodes(using: &generator)).text
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      let place = Int.random(in: 0..<text.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: text.remove(at: place)
      case 1: text[place] = UInt8.random(in: 0...255, using: &generator)
      case 2: text.insert("\n |/=~!\\s0".utf8.randomElement(using: &generator) ?? 0, at: place)
      default: text.removeSubrange(place...)
      }
      if text.isEmpty { return }
    }
    guard let archive = try? Archive(parsing: text) else { return }
    let again = try Archive(
      nodes: archive.nodes, kernel: archive.kernel, withheld: Set(archive.withheld))
    #expect(again.text == text, "seed \(seed)")
  }
}
