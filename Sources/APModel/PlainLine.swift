/// Makes one harmless line of a text that others wrote.
public enum PlainLine {
  /// The text with control characters and line breaks as escapes: a newline is shown as `\\n`.
  ///
  /// A name or value in a diagnostic must not forge a second line, nor command the terminal.
  public static func text(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isControl(scalar) {
        result += scalar.escaped(asASCII: true)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A report of several lines with control characters, but for line feeds and tabs, as escapes.
  ///
  /// What a recording holds, or a file is called, must not command the terminal that shows it. No
  /// JSON is changed by that.
  ///
  /// - Parameter keepsColour: whether sequences that only set colours stay.
  public static func report(_ text: String, keepsColour: Bool) -> String {
    // U+0080 to U+009F begin with 0xc2.
    let isSuspect = text.utf8.contains { byte in
      byte == 0x7f || byte == 0xc2 || byte < 0x20 && byte != 0x0a && byte != 0x09
    }
    guard isSuspect else { return text }
    var result = ""
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      if keepsColour, scalar == "\u{1B}", let colour = colour(rest) {
        result.unicodeScalars.append(scalar)
        result.unicodeScalars.append(contentsOf: colour)
        rest = rest.dropFirst(colour.count)
      } else if isASCIIOrC1Control(scalar), scalar != "\n", scalar != "\t" {
        result += scalar.escaped(asASCII: true)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// What follows ESC in a sequence that sets a colour: `[1;31m`.
  private static func colour(
    _ text: Substring.UnicodeScalarView
  ) -> Substring.UnicodeScalarView? {
    guard text.first == "[" else { return nil }
    let codes = text.dropFirst().prefix { ("0"..."9").contains($0) || $0 == ";" }
    guard codes.endIndex < text.endIndex, text[codes.endIndex] == "m" else { return nil }
    return text[...codes.endIndex]
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    isASCIIOrC1Control(scalar) || scalar.value == 0x2028 || scalar.value == 0x2029
  }

  /// The general category Cc; asking for that by name would bring 40 KB of Unicode's tables.
  private static func isASCIIOrC1Control(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7f..<0xa0: true
    default: false
    }
  }
}
