/// Hexadecimal text, read and written without Foundation.
public enum Hex {
  /// Writes bytes in lower-case hex, two digits each.
  public static func text(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { text in
      for (place, byte) in bytes.enumerated() {
        text[place * 2] = digit(UInt64(byte >> 4))
        text[place * 2 + 1] = digit(UInt64(byte))
      }
      return bytes.count * 2
    }
  }

  /// The value of one ASCII hex digit that is no capital letter; nil for anything else.
  public static func lowerCaseValue(of byte: UInt8) -> UInt8? {
    (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte) ? nil : value(of: byte)
  }

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
  static func digit(_ value: UInt64) -> UInt8 {
    let digit = UInt8(value & 0xf)
    return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
  }

  /// Reads exactly `width` lower-case hex digits whose value fits a byte; nil otherwise.
  static func byte(_ text: some StringProtocol, width: Int) -> UInt8? {
    var total = 0
    var count = 0
    for byte in text.utf8 {
      guard let digit = lowerCaseValue(of: byte) else { return nil }
      total = total << 4 | Int(digit)
      count += 1
      guard count <= width else { return nil }
    }
    guard count == width else { return nil }
    return UInt8(exactly: total)
  }

  /// `0x` and the hex digits of the words.
  static func mask(_ words: [UInt64]) -> String {
    String(unsafeUninitializedCapacity: 2 + words.count * 16) { bytes in
      bytes[0] = UInt8(ascii: "0")
      bytes[1] = UInt8(ascii: "x")
      for (index, word) in words.enumerated() {
        for place in 0..<16 {
          bytes[2 + index * 16 + place] = digit(word >> UInt64(60 - place * 4))
        }
      }
      return 2 + words.count * 16
    }
  }

  /// Four words from at most 64 hex digits of either case, the first digit leftmost; nil for anything else.
  ///
  /// Not of the sets' kind of identifier: that would be called unspecialised, for each digit of each mask.
  static func words(
    leftAligned digits: some Sequence<UInt8>
  ) -> (UInt64, UInt64, UInt64, UInt64)? {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var position = 0
    for byte in digits {
      guard position < 64, let value = value(of: byte) else { return nil }
      let bits = UInt64(value) << UInt64(60 - position % 16 * 4)
      switch position / 16 {
      case 0: words.0 |= bits
      case 1: words.1 |= bits
      case 2: words.2 |= bits
      default: words.3 |= bits
      }
      position += 1
    }
    return words
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
