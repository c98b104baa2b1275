import Sysfs
import Testing

@Suite
struct `A text that is no archive` {
  /// A text, the line that is wrong, and a part of what is said about it.
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let line: Int
    let reason: String

    init(_ text: String, _ line: Int, _ reason: String) {
      self.text = text
      self.line = line
      self.reason = reason
    }

    var testDescription: String { "\(reason), line \(line)" }
  }

  private static let cases: [Case] = [
    Case("", 1, "it was cut"),
    Case("hello\n", 1, "no sysfs archive"),
    Case("apmatrix-sys", 1, "it was cut"),
    Case("apmatrix-sysfs 2\n", 1, "no sysfs archive"),
    Case("apmatrix-sysfs 1", 1, "the line has no end: it was cut"),
    Case("apmatrix-sysfs 1\n", 2, "it was cut"),
    Case("apmatrix-sysfs 1\n/\n", 2, "blank line"),
    Case("apmatrix-sysfs 1\nkernel 7 1\n\n/\n\nend\n", 2, "expected `7\\s1`"),
    Case("apmatrix-sysfs 1\nkernel \n\n/\n\nend\n", 2, "name is missing"),
    Case("apmatrix-sysfs 1\nwithheld\n\n/\n\nend\n", 2, "name is missing"),
    Case("apmatrix-sysfs 1\nwithheld b a\n\n/\n\nend\n", 2, "out of order"),
    Case("apmatrix-sysfs 1\nwithheld a\nkernel 7\n\n/\n\nend\n", 3, "blank line"),
    Case("apmatrix-sysfs 1\n\nend\n", 3, "expected a directory"),
    Case("apmatrix-sysfs 1\n\n/bus\n\nend\n", 3, "first directory is `/`"),
    body("\n/b\n\n/a\n", 7, "`/a` is out of order"),
    body("\n/a\n\n/a\n", 7, "`/a` is out of order"),
    body("\n/a/b\n", 5, "`/a` must stand before"),
    body("\n/a/\n", 5, "name is missing"),
    body("\n/a\n\n/a/..\n", 7, "`..` is not a name"),
    body("\n/a 0755\n", 5, "0755 is not written"),
    body("\n/a rw\n", 5, "`rw` is no mode"),
    body("\na r = 1\n", 5, "expected a directory"),
    body("a r = 1\n\n/a\n", 6, "`/a` is a directory and an entry"),
    body("b r = 1\na r = 1\n", 5, "`a` is out of order"),
    body("a r = 1\na r = 1\n", 5, "`a` is out of order"),
    body("a\n", 4, "needs a mode or `->`"),
    body("a r\n", 4, "no value"),
    body("a w = 1\n", 4, "no mode to read"),
    body("a x = 1\n", 4, "`x` is no mode"),
    body("a 0444 = 1\n", 4, "mode 0444 is written `r`"),
    body("a 0800 = 1\n", 4, "`0800` is no mode"),
    body("a r : 1\n", 4, "expected `= value`"),
    body("a r =1\n", 4, "expected a blank"),
    body("a r = \n", 4, "blank at the end"),
    body("a r = 1 \n", 4, "expected `1\\s`"),
    body("a r =  1\n", 4, "expected `\\s1`"),
    body("a r = 1\\n2\n", 4, "spelled `1\\n2`"),
    body("a r = \\x41\n", 4, "expected `A`"),
    body("a r = \\xE9\n", 4, "spelled `\\xE9`"),
    body("a r = 1\\\n", 4, "spelled `1\\`"),
    body("a r = \u{e9}\n", 4, "byte 0xc3 must be escaped"),
    body("a r = 1\u{9}2\n", 4, "byte 0x9 must be escaped"),
    body("a r ~ 1\n|\n", 5, "is written with `=`"),
    body("a r = 1\n|2\n", 5, "expected a blank"),
    body("| 2\n", 4, "continues no value"),
    body("a w\n| 2\n", 5, "continues no value"),
    body("\\xc3 r = 1\n", 4, "not UTF-8"),
    body("a -> \\xc3\n", 4, "not UTF-8"),
    body("a r !\n", 4, "name of an errno"),
    body("a r ! EWHAT\n", 4, "name of an errno"),
    body("a r ! errno-5\n", 4, "name of an errno"),
    body("a -> \n", 4, "points somewhere"),
    body("a/b r = 1\n", 4, "a name has no slash"),
    body(".. r = 1\n", 4, "is not a name"),
    body(" r = 1\n", 4, "name is missing"),
    body("\(String(repeating: "n", count: 256)) r = 1\n", 4, "longer than 255"),
    Case("apmatrix-sysfs 1\n\n/\na r = 1\n", 5, "it was cut"),
    Case("apmatrix-sysfs 1\n\n/\n\nend\nend\n", 6, "text after `end`"),
    Case("apmatrix-sysfs 1\r\n\n/\n\nend\n", 1, "no sysfs archive"),
  ]

  private static func body(_ entries: String, _ line: Int, _ reason: String) -> Case {
    Case("apmatrix-sysfs 1\n\n/\n\(entries)\nend\n", line, reason)
  }

  @Test(arguments: cases)
  func `is refused with the line and the reason`(example: Case) throws {
    let error = #expect(throws: ArchiveError.self) {
      try Archive(parsing: Array(example.text.utf8))
    }
    guard case .malformed(let line, let reason) = error else {
      Issue.record("expected .malformed, got \(String(describing: error))")
      return
    }
    #expect(line == example.line, "\(reason)")
    #expect(reason.contains(example.reason), "\(reason)")
  }

  @Test func `of a gigabyte is not parsed`() {
    #expect(throws: ArchiveError.tooLarge(limit: Archive.limit)) {
      try Archive(parsing: [UInt8](repeating: 0, count: Archive.limit + 1))
    }
  }
}
