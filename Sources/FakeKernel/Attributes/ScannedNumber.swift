/// What the kernel's `sscanf` makes of the start of a text; what follows the number is ignored.
enum ScannedNumber {
  /// `%d`: blanks, an optional minus, decimal digits, cut to 32 bits.
  static func decimal(_ text: [UInt8]) -> Int32? { signed(text, base: 10) }

  /// `%i`: as `%d`, but `0x` and leading-0 octal count.
  static func integer(_ text: [UInt8]) -> Int32? { signed(text, base: 0) }

  /// `%llu`: blanks and decimal digits, cut to 64 bits.
  static func unsigned(_ text: [UInt8]) -> UInt64? {
    digits(text.drop(while: isBlank), base: 10)
  }

  private static func signed(_ text: [UInt8], base: UInt64) -> Int32? {
    var rest = text.drop(while: isBlank)
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest.removeFirst() }
    guard let value = digits(rest, base: base) else { return nil }
    return Int32(truncatingIfNeeded: isNegative ? 0 &- value : value)
  }

  private static func digits(_ text: ArraySlice<UInt8>, base: UInt64) -> UInt64? {
    guard let first = text.first, value(first) < 10 else { return nil }
    var base = base
    var rest = text
    if base == 0 {
      base = first == UInt8(ascii: "0") ? 8 : 10
      let mark = rest.dropFirst().first
      if base == 8, mark == UInt8(ascii: "x") || mark == UInt8(ascii: "X"),
        let digit = rest.dropFirst(2).first, value(digit) < 16
      {
        base = 16
        rest = rest.dropFirst(2)
      }
    }
    var result: UInt64 = 0
    for byte in rest {
      guard value(byte) < base else { break }
      result = result &* base &+ value(byte)
    }
    return result
  }

  private static func value(_ byte: UInt8) -> UInt64 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: .max
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (9...13).contains(byte)
  }
}
