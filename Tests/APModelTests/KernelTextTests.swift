import APModel
import Testing

@Suite
struct `A write to a mask` {
  private static let ones = String(repeating: "f", count: 64)

  /// The kernel's answers: fact 3 of the recordings, sections 2.2 and 2.3 of the kernel model.
  @Test(arguments: [
    ("0x41", [1, 7]), ("41", [1, 7]), ("x41", [1, 7]), ("0x41\n", [1, 7]),
    ("", []), ("0x", []), ("x", []), ("\n", []), ("5", [1, 3]),
    ("+5-7", [5, 6, 7]), ("+5,", [5]), ("+1+2", [1, 2]), ("+010", [8]), ("+0x10,-0x10", []),
    ("+1,+2\n", [1, 2]), ("+255", [255]),
  ])
  func `sets the bits that the kernel sets`(text: String, members: [UInt8]) {
    let mask: AdapterSet? = MaskWrite.applying(Array(text.utf8), to: [])
    #expect(mask?.map(\.number) == members)
  }

  @Test(arguments: [
    "+5,6", "0X41", "+256", "+7-5", "+", "+ 5", "-", "0x41 ", "41\n\n", "g", "+08", "+0x", "+5x",
    String(repeating: "f", count: 65), "0x" + ones + "0",
  ])
  func `is refused where the kernel answers EINVAL`(text: String) {
    let mask: AdapterSet? = MaskWrite.applying(Array(text.utf8), to: .all)
    #expect(mask == nil)
  }

  @Test func `is found as the relative write between two masks`() {
    let old: AdapterSet = [AdapterID(4), AdapterID(5)]
    let new: AdapterSet = [AdapterID(5), AdapterID(6), AdapterID(7), AdapterID(8)]
    let text = MaskWrite.relative(from: old, to: new)
    #expect(text == "-0x04,+0x06-0x08")
    #expect(MaskWrite.applying(Array((text ?? "").utf8), to: old) == new)
    #expect(MaskWrite.relative(from: new, to: new) == nil)
  }
}

@Suite
struct `A number written to an attribute` {
  /// Section 2.6 of the kernel model, and the recorded scenario of refused writes.
  @Test(arguments: [
    ("5", KernelNumber.value(5)), ("5\n", .value(5)), ("0x47\n", .value(71)),
    ("0X47", .value(71)), ("010", .value(8)), ("+5", .value(5)), ("0", .value(0)),
    ("08", .malformed), ("", .malformed), ("\n", .malformed), ("x5", .malformed),
    ("-1", .malformed), ("5 ", .malformed), ("5\n\n", .malformed), ("0x", .malformed),
    ("18446744073709551615", .value(.max)), ("18446744073709551616", .outOfRange),
    ("99999999999999999999999x", .outOfRange),
  ])
  func `is read as the kernel reads it`(text: String, number: KernelNumber) {
    #expect(KernelNumber(Array(text.utf8)) == number)
  }
}

@Suite
struct `The text of a matrix` {
  @Test(
    arguments: [
      ("05.0004\n05.00ab\n", [5], [4, 0xab], 2), ("05.\n06.\n", [5, 6], [], 2),
      (".0004\n", [], [4], 1), ("", [], [], 0),
    ] as [(String, [UInt8], [UInt8], Int)])
  func `is read in each of its forms`(
    text: String, adapters: [UInt8], domains: [UInt8], lines: Int
  ) throws {
    let matrix = try #require(MatrixText(text))
    #expect(matrix.adapters.map(\.number) == adapters)
    #expect(matrix.domains.map(\.number) == domains)
    #expect(matrix.lines == lines)
    #expect(matrix.isProduct)
    #expect(MatrixText.text(adapters: matrix.adapters, domains: matrix.domains) == text)
  }

  @Test(arguments: [
    "5.0004\n", "05.004\n", "05.0100\n", ".\n", "05.0004\n05.\n", "05-0004\n", "xx.0004",
  ])
  func `is refused when a line is none of the forms`(text: String) {
    #expect(MatrixText(text) == nil)
  }

  @Test func `ends with 512 queues where the kernel's page ends`() throws {
    let adapters = AdapterSet((0..<16).map { AdapterID($0) })
    let domains = DomainSet((0..<85).map { DomainID($0) })
    let page = String(MatrixText.text(adapters: adapters, domains: domains).prefix(4095))
    let matrix = try #require(MatrixText(page))
    #expect(matrix.isCutOff)
    #expect(matrix.lines == 512)
    #expect(matrix.shown.count == 512)
    #expect(matrix.shown.contains(APQN(AdapterID(6), DomainID(1))))
    #expect(!matrix.shown.contains(APQN(AdapterID(6), DomainID(2))))
  }
}
