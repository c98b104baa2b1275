/// Takes a rule of udev apart.
struct UdevRuleScanner {
  /// What stands at a place of a rule.
  enum Piece {
    case part(UdevRuleLine.Part)
    /// Something that is no part.
    case mistake
    /// A part whose quotes are not closed.
    case open
  }

  private var rest: ArraySlice<UInt8>

  /// Begins at the first part of a rule.
  init(_ text: [UInt8]) {
    rest = text[...]
    skipSeparators()
  }

  /// Whether all parts are taken.
  var isAtEnd: Bool { rest.isEmpty }

  /// What is not taken yet.
  var text: String { String(decoding: rest, as: UTF8.self) }

  /// Takes one part and what separates it from the next.
  mutating func next() -> Piece {
    var key = take { !Self.isBlank($0) && !Self.isOperator($0) && $0 != UInt8(ascii: "{") }
    if rest.first == UInt8(ascii: "{") {
      key += take { $0 != UInt8(ascii: "}") }
      guard rest.popFirst() != nil else { return .open }
      key.append(UInt8(ascii: "}"))
    }
    take(Self.isBlank)
    let sign = take(Self.isOperator)
    take(Self.isBlank)
    // A file that is cut off may end anywhere in a part, but only there.
    guard !key.isEmpty, !rest.isEmpty else { return rest.isEmpty ? .open : .mistake }
    let letter = letter()
    guard !sign.isEmpty, rest.popFirst() == UInt8(ascii: "\"") else { return .mistake }
    guard let value = letter == UInt8(ascii: "e") ? escaped() : quoted() else { return .open }
    skipSeparators()
    return .part(
      UdevRuleLine.Part(
        key: String(decoding: key, as: UTF8.self), operator: String(decoding: sign, as: UTF8.self),
        value: String(decoding: value, as: UTF8.self)))
  }

  /// Takes the letter that newer versions of udev allow in front of the opening quote.
  private mutating func letter() -> UInt8? {
    guard let first = rest.first, Array("ei".utf8).contains(first) else { return nil }
    return rest.popFirst()
  }

  /// Takes a text in quotes in which a backslash begins an escape as in C; of these a line's end is all that
  /// an attribute of the AP bus can want.
  private mutating func escaped() -> [UInt8]? {
    var value: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") { return value }
      guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
        value.append(byte)
        continue
      }
      value += next == UInt8(ascii: "n") ? [UInt8(ascii: "\n")] : [next]
    }
    return nil
  }

  /// Takes a text in quotes; a quote behind a backslash belongs to it.
  private mutating func quoted() -> [UInt8]? {
    var value: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") { return value }
      if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "\"") {
        rest = rest.dropFirst()
        value.append(UInt8(ascii: "\""))
      } else {
        value.append(byte)
      }
    }
    return nil
  }

  private mutating func skipSeparators() { take { Self.isBlank($0) || $0 == UInt8(ascii: ",") } }

  @discardableResult
  private mutating func take(_ isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let taken = rest.prefix(while: isWanted)
    rest = rest[taken.endIndex...]
    return taken
  }

  /// Whether a byte separates words for udev.
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func isOperator(_ byte: UInt8) -> Bool { Array("=!+-:".utf8).contains(byte) }
}
