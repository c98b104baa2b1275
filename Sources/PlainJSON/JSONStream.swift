/// JSON written piece by piece into one buffer, for documents too large to be held as values first.
///
/// Members come out in the order in which they are written, without blanks. What is generic is inlinable:
/// it would be called unspecialised from other modules, for every member of thousands of objects.
public struct JSONStream {
  /// What was written so far, as UTF-8.
  public internal(set) var bytes: [UInt8] = []
  @usableFromInline
  var needsComma = false

  /// Starts an empty text.
  public init() {}

  /// Writes an object.
  ///
  /// - Parameter body: writes its members.
  @inlinable
  public mutating func object(_ body: (inout JSONStream) -> Void) {
    enclosed(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  /// Writes an array.
  ///
  /// - Parameter body: writes its elements.
  @inlinable
  public mutating func array(_ body: (inout JSONStream) -> Void) {
    enclosed(UInt8(ascii: "["), UInt8(ascii: "]"), body)
  }

  /// Writes one element of an array.
  @inlinable
  public mutating func element(_ value: some JSONStreamable) {
    separate()
    value.write(to: &self)
    needsComma = true
  }

  /// Writes a member of an object.
  ///
  /// - Parameters:
  ///   - key: plain text, without anything that JSON escapes.
  ///   - value: nil writes no member at all.
  @inlinable
  public mutating func member(_ key: StaticString, _ value: (some JSONStreamable)?) {
    guard let value else { return }
    begin(key)
    value.write(to: &self)
    needsComma = true
  }

  /// Gives what was written so far to be kept elsewhere, and goes on behind it.
  public mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// Writes text that is JSON already.
  public mutating func raw(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Writes digits.
  mutating func digits(_ number: some FixedWidthInteger) {
    var text = String(number)
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  /// Writes a string with its quotes, escaped as JSON asks, and what commands a terminal as well.
  mutating func quoted(_ text: String) {
    var text = text
    bytes.append(UInt8(ascii: "\""))
    let isPlain = text.withUTF8 { utf8 in
      guard utf8.allSatisfy({ !Self.mayBeEscaped($0) }) else { return false }
      bytes.append(contentsOf: utf8)
      return true
    }
    if !isPlain {
      for scalar in text.unicodeScalars { escaped(scalar) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  @usableFromInline
  mutating func begin(_ key: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    raw(key)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  @usableFromInline
  mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  @usableFromInline
  mutating func enclosed(
    _ open: UInt8, _ close: UInt8, _ body: (inout JSONStream) -> Void
  ) {
    bytes.append(open)
    needsComma = false
    body(&self)
    bytes.append(close)
    needsComma = true
  }

  private static func mayBeEscaped(_ byte: UInt8) -> Bool {
    // U+0080 to U+009F begin with 0xc2.
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7f
      || byte == 0xc2
  }

  private mutating func escaped(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": raw("\\\"")
    case "\\": raw("\\\\")
    case "\u{8}": raw("\\b")
    case "\u{c}": raw("\\f")
    case "\n": raw("\\n")
    case "\r": raw("\\r")
    case "\t": raw("\\t")
    case ..<" ", "\u{7f}"..<"\u{a0}":
      raw("\\u00")
      let text = String(scalar.value, radix: 16)
      if text.utf8.count < 2 { raw("0") }
      bytes.append(contentsOf: text.utf8)
    default: bytes.append(contentsOf: scalar.utf8)
    }
  }
}
