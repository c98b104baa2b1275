import TestSupport
import Testing

@testable import Reconcile

@Suite
struct `The YAML reader` {
  private static func failure(_ text: String) -> String? {
    do throws(YAMLError) {
      _ = try YAMLParser.parse(Array(text.utf8))
      return nil
    } catch {
      return "\(error.position): \(error.message)"
    }
  }

  @Test func `keeps every scalar as text with its place`() throws {
    let root = try #require(try YAMLParser.parse(Array("a: 0x47\nbc:\n  - 'x'\n  - yes\n".utf8)))
    guard case .mapping(let entries) = root.content else {
      Issue.record("no mapping")
      return
    }
    #expect(entries.map(\.key) == ["a", "bc"])
    #expect(entries[0].value.text == "0x47")
    #expect(entries[0].value.position == SourcePosition(line: 1, column: 4))
    guard case .sequence(let members) = entries[1].value.content else {
      Issue.record("no list")
      return
    }
    #expect(members.map(\.text) == ["x", "yes"])
    #expect(members[1].position == SourcePosition(line: 4, column: 5))
  }

  @Test(arguments: [
    ("a: [1, 2", "2:1: not YAML"), ("a: b: c", "1:5: not YAML"), ("\ta: 1", "1:1: not YAML"),
    ("a: &x 1\n", "1:4: anchors"), ("a: *x\n", "1:4: aliases"), ("a: !!int 1\n", "1:4: anchors"),
    ("a: 1\n---\nb: 2\n", "2:1: a second document"), ("? [a]\n: b\n", "1:3: a list can't be a key"),
    ("ab\u{1}c", "1:3: not YAML"), ("a: 1\nb: \u{7f}\n", "2:4: not YAML"),
    ("a:\n\tb: 1\n", "2:1: not YAML: a tab; indent with blanks"),
    ("é: 1\na:\n  \tb: 1\n", "3:3: not YAML: a tab; indent with blanks"),
    ("a:\n  b: 1\n\tc: 2\n", "3:1: not YAML: a tab; indent with blanks"),
    ("a: @b\n", "1:4: not YAML: while scanning"),
  ])
  func `names line and column of what it refuses`(text: String, start: String) throws {
    let failure = try #require(Self.failure(text))
    #expect(failure.hasPrefix(start), "\(failure)")
  }

  @Test func `bounds depth and size`() throws {
    let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(Self.failure(deep)?.contains("nested") == true)
    let long = String(repeating: "#", count: YAMLParser.maximumSize + 1)
    #expect(Self.failure(long)?.contains("longer") == true)
  }

  @Test func `finds nothing in an empty file`() throws {
    #expect(try YAMLParser.parse([]) == nil)
    #expect(try YAMLParser.parse(Array("# only a comment\n".utf8)) == nil)
  }

  @Test func `never traps, whatever the bytes`() {
    var generator = SeededGenerator(seed: 4)
    let alphabet = Array("a0:-[]{},'\"#&*!|>%@ \n\t\\\u{e9}".utf8) + [0, 0xff, 0xfe]
    for _ in 0..<3_000 {
      let length = Int.random(in: 0..<60, using: &generator)
      let bytes = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      _ = ConfigurationChecker.read(bytes, file: "fuzz.yaml")
    }
  }
}
