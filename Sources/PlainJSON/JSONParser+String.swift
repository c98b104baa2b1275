extension JSONParser {
  /// Takes a string, quotes included, and undoes its escapes.
  mutating func string() throws -> String {
    let start = position
    position += 1
    var result: [UInt8] = []
    while true {
      guard let byte = peek else { throw error("a string without end", at: start) }
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let text = String(validating: result, as: UTF8.self) else {
          throw error("not UTF-8", at: start)
        }
        return text
      case UInt8(ascii: "\\"):
        position += 1
        result += try escape().utf8
      case ..<0x20: throw error("a control character in a string")
      default:
        result.append(byte)
        position += 1
      }
    }
  }

  private mutating func escape() throws -> String {
    guard let byte = peek else { throw error("a string without end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return String(Character(try scalar()))
    default:
      position -= 1
      throw error("an unknown escape")
    }
  }

  /// Takes the digits of a `\u` escape, and of a second one if the first is half of a pair.
  private mutating func scalar() throws -> Unicode.Scalar {
    let start = position
    let high = try fourDigits()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xdc00, take("\\"), take("u") else { throw error("half a pair", at: start) }
    let low = try fourDigits()
    guard (0xdc00...0xdfff).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
    else { throw error("half a pair", at: start) }
    return scalar
  }

  private mutating func fourDigits() throws -> UInt32 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw error("four hex digits are missing") }
    position += 4
    return value
  }
}
