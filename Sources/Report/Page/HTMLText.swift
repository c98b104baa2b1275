/// HTML written piece by piece into one buffer.
///
/// What was read from a host gets in through `text` and attributes only, which leave nothing of it that a
/// browser would take for markup.
struct HTMLText {
  /// What was written so far, as UTF-8.
  private(set) var bytes: [UInt8] = []

  /// Writes markup that stands in this program.
  mutating func raw(_ markup: StaticString) {
    markup.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Writes text.
  mutating func text(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): raw("&amp;")
      case UInt8(ascii: "<"): raw("&lt;")
      case UInt8(ascii: ">"): raw("&gt;")
      case UInt8(ascii: "\""): raw("&quot;")
      case UInt8(ascii: "'"): raw("&#39;")
      // No character of HTML, however it is written.
      case 0x00..<0x09, 0x0b, 0x0c, 0x0e..<0x20, 0x7f: raw("\u{fffd}")
      default: bytes.append(byte)
      }
    }
  }

  /// Opens an element.
  ///
  /// - Parameter attributes: names with their values.
  mutating func open(_ name: StaticString, _ attributes: [(StaticString, String)] = []) {
    raw("<")
    raw(name)
    for (attribute, value) in attributes {
      raw(" ")
      raw(attribute)
      raw("=\"")
      text(value)
      raw("\"")
    }
    raw(">")
  }

  /// Closes an element.
  mutating func close(_ name: StaticString) {
    raw("</")
    raw(name)
    raw(">")
  }

  /// Writes an element that holds text.
  mutating func element(
    _ name: StaticString, _ content: String, _ attributes: [(StaticString, String)] = []
  ) {
    open(name, attributes)
    text(content)
    close(name)
  }
}
