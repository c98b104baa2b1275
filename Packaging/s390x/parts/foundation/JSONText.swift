/// The text of encoded values.
struct JSONText {
  private(set) var bytes: [UInt8] = []
  private let isPretty: Bool
  private let isSorted: Bool
  private let escapesSlashes: Bool
  private var level = 0

  init(_ formatting: JSONEncoder.OutputFormatting) {
    isPretty = formatting.contains(.prettyPrinted)
    isSorted = formatting.contains(.sortedKeys)
    escapesSlashes = !formatting.contains(.withoutEscapingSlashes)
  }

  mutating func write(_ content: Slot.Content) {
    switch content {
    case .literal(let text): bytes += text.utf8
    case .string(let text): write(quoted: text)
    case .list(let slots): write(slots, between: "[", "]") { $0.write($1.content) }
    case .members(let members):
      let ordered =
        isSorted ? members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } : members
      write(ordered, between: "{", "}") { text, member in
        text.write(quoted: member.key)
        text.bytes += (text.isPretty ? " : " : ":").utf8
        text.write(member.slot.content)
      }
    }
  }

  private mutating func write<Element>(
    _ elements: [Element], between opening: Unicode.Scalar, _ closing: Unicode.Scalar,
    each: (inout Self, Element) -> Void
  ) {
    bytes.append(UInt8(ascii: opening))
    level += 1
    var isFirst = true
    for element in elements {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      newLine()
      each(&self, element)
    }
    level -= 1
    // Where nothing is inside, an empty line stands there.
    if isPretty && elements.isEmpty { bytes.append(UInt8(ascii: "\n")) }
    newLine()
    bytes.append(UInt8(ascii: closing))
  }

  private mutating func newLine() {
    guard isPretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes += repeatElement(UInt8(ascii: " "), count: 2 * level)
  }

  private mutating func write(quoted text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "/") where escapesSlashes: bytes += [UInt8(ascii: "\\"), byte]
      case 0x08: bytes += "\\b".utf8
      case 0x09: bytes += "\\t".utf8
      case 0x0a: bytes += "\\n".utf8
      case 0x0c: bytes += "\\f".utf8
      case 0x0d: bytes += "\\r".utf8
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        bytes += ((digits.utf8.count == 1 ? "\\u000" : "\\u00") + digits).utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
