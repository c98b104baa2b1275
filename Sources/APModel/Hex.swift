/// Hexadecimal text, read and written without Foundation.
enum Hex {
  private static let alphabet = Array("0123456789abcdef".utf8)

  /// Writes a number in lower-case hex, padded with zeros to a width of 2 or more digits.
  static func digits(_ number: UInt8, width: Int) -> String {
    String(unsafeUninitializedCapacity: width) { bytes in
      for place in 0..<width - 2 { bytes[place] = UInt8(ascii: "0") }
      bytes[width - 2] = digit(UInt64(number >> 4))
      bytes[width - 1] = digit(UInt64(number))
      return width
    }
  }

  /// The lower-case digit of a value from 0 to 15, as ASCII.
  static func digit(_ value: UInt64) -> UInt8 { alphabet[Int(value & 0xf)] }

  /// Reads exactly `width` lower-case hex digits whose value fits a byte; nil otherwise.
  static func byte(_ text: some StringProtocol, width: Int) -> UInt8? {
    var total = 0
    var count = 0
    for byte in text.utf8 {
      guard let digit = value(of: byte), byte < UInt8(ascii: "A") || byte > UInt8(ascii: "F")
      else { return nil }
      total = total << 4 | Int(digit)
      count += 1
      guard count <= width else { return nil }
    }
    guard count == width else { return nil }
    return UInt8(exactly: total)
  }

  /// The value of one ASCII hex digit of either case; nil for anything else.
  static func value(of byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
