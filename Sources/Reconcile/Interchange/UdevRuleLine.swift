/// One rule of udev: what it compares and assigns, key by key.
///
/// A rule begins behind its blanks, a `#` there makes a comment of it, and a backslash at the end of
/// a line joins the next one. Between the parts stand commas or blanks; inside quotes both are text.
struct UdevRuleLine {
  /// One part of a rule: `ATTR{x}="1"`.
  struct Part: Equatable {
    /// What stands before the operator: `ATTR{x}`.
    let key: String
    /// `=`, `==`, `+=` and so on.
    let `operator`: String
    /// The text inside the quotes.
    let value: String
  }

  private var rest: ArraySlice<UInt8>

  /// The parts of all rules in a text, in their order; of a rule that udev would not understand,
  /// those before the mistake.
  static func parts(of text: [UInt8]) -> [Part] {
    lines(of: text).flatMap { line in
      var reader = UdevRuleLine(rest: line[...])
      var parts: [Part] = []
      while let part = reader.next() { parts.append(part) }
      return parts
    }
  }

  /// The lines that are rules, continued ones joined.
  private static func lines(of text: [UInt8]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var joined: [UInt8] = []
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      if line.first(where: { !isBlank($0) }) == UInt8(ascii: "#") { continue }
      if line.last == UInt8(ascii: "\\") {
        joined += line.dropLast()
      } else {
        result.append(joined + line)
        joined = []
      }
    }
    return result + [joined]
  }

  private mutating func next() -> Part? {
    take { Self.isBlank($0) || $0 == UInt8(ascii: ",") }
    var key = take { !Self.isBlank($0) && !Self.isOperator($0) && $0 != UInt8(ascii: "{") }
    if rest.first == UInt8(ascii: "{") {
      key += take { $0 != UInt8(ascii: "}") }
      key += rest.prefix(1)
      rest = rest.dropFirst()
    }
    take(Self.isBlank)
    let sign = take(Self.isOperator)
    take(Self.isBlank)
    guard !key.isEmpty, !sign.isEmpty, let value = quoted() else { return nil }
    return Part(
      key: String(decoding: key, as: UTF8.self), operator: String(decoding: sign, as: UTF8.self),
      value: String(decoding: value, as: UTF8.self))
  }

  /// Takes a text in quotes; a quote behind a backslash belongs to it.
  private mutating func quoted() -> [UInt8]? {
    guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
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

  @discardableResult
  private mutating func take(_ isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let taken = rest.prefix(while: isWanted)
    rest = rest[taken.endIndex...]
    return taken
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func isOperator(_ byte: UInt8) -> Bool { Array("=!+-:".utf8).contains(byte) }
}
