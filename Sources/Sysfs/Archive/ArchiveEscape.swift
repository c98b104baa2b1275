/// How bytes that would break a line of an archive are spelled.
///
/// A backslash is `\\`, a tab `\t`, any other byte outside printable ASCII `\xHH` with two
/// lower-case digits. A blank is `\s` where an editor or a diff could lose it: anywhere in a
/// name, and at either end of a text. Every byte string has exactly one spelling.
enum ArchiveEscape {
  /// Where the bytes stand, which decides what must be escaped.
  enum Place {
    /// A name, ended by a blank.
    case name
    /// One line of a value: a newline can't occur.
    case line
    /// The text of a link: a newline is a byte like others.
    case target
  }

  private static let backslash = UInt8(ascii: "\\")
  private static let blank = UInt8(ascii: " ")

  /// Appends the spelling of some bytes.
  static func append(_ bytes: some Collection<UInt8>, as place: Place, to text: inout [UInt8]) {
    let last = bytes.count - 1
    for (position, byte) in bytes.enumerated() {
      let atEnd = position == 0 || position == last
      guard isEscaped(byte, place, first: position == 0, atEnd: atEnd) else {
        text.append(byte)
        continue
      }
      text.append(backslash)
      switch byte {
      case backslash: text.append(backslash)
      case blank: text.append(UInt8(ascii: "s"))
      case UInt8(ascii: "\t"): text.append(UInt8(ascii: "t"))
      default: text += [UInt8(ascii: "x"), digit(byte >> 4), digit(byte & 15)]
      }
    }
  }

  /// The spelling of a path: its names' spellings with slashes between.
  static func path(_ path: String) -> [UInt8] {
    let plain = Array(path.utf8)
    guard !isItsOwnSpelling(plain) else { return plain }
    var text: [UInt8] = []
    text.reserveCapacity(path.utf8.count)
    for name in path.utf8.split(separator: UInt8(ascii: "/")) {
      if !text.isEmpty { text.append(UInt8(ascii: "/")) }
      append(name, as: .name, to: &text)
    }
    return text
  }

  /// Whether nothing of a path is escaped and no slash is one too many, as of nearly every path.
  private static func isItsOwnSpelling(_ path: [UInt8]) -> Bool {
    let slash = UInt8(ascii: "/")
    var before = slash
    for byte in path {
      let isFirst = before == slash
      guard !isEscaped(byte, .name, first: isFirst, atEnd: isFirst), byte != slash || !isFirst
      else { return false }
      before = byte
    }
    return path.isEmpty || before != slash
  }

  /// The bytes that a checked spelling stands for.
  static func bytes(_ text: some Collection<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var rest = text.makeIterator()
    while let byte = rest.next() {
      guard byte == backslash, let letter = rest.next() else {
        result.append(byte)
        continue
      }
      switch letter {
      case UInt8(ascii: "s"): result.append(blank)
      case UInt8(ascii: "t"): result.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "x"):
        let high = value(rest.next()) ?? 0
        result.append(high << 4 | (value(rest.next()) ?? 0))
      default: result.append(letter)
      }
    }
    return result
  }

  /// What is wrong with a spelling; nil if it is the one that the writer uses.
  static func problem(_ text: ArraySlice<UInt8>, as place: Place) -> String? {
    if let bad = text.first(where: { $0 < blank || $0 > 0x7e }) {
      return "byte 0x\(String(bad, radix: 16)) must be escaped"
    }
    // Nearly every name and text is its own spelling.
    let isDelicate =
      text.first == blank || text.last == blank
      || place == .name && (text.first == UInt8(ascii: "|") || text.contains(blank))
    guard isDelicate || text.contains(backslash) else { return nil }
    var again: [UInt8] = []
    let bytes = bytes(text)
    if place != .line, String(validating: bytes, as: UTF8.self) == nil {
      return "`\(string(text))` is not UTF-8, as a name must be"
    }
    append(bytes, as: place, to: &again)
    return again.elementsEqual(text)
      ? nil : "spelled `\(string(text))`, expected `\(string(again[...]))`"
  }

  /// The text of checked bytes, for messages and names.
  static func string(_ text: some Collection<UInt8>) -> String {
    String(decoding: text, as: UTF8.self)
  }

  private static func isEscaped(_ byte: UInt8, _ place: Place, first: Bool, atEnd: Bool) -> Bool {
    switch byte {
    case backslash: true
    case blank: place == .name || atEnd
    case UInt8(ascii: "|"): place == .name && first
    case 0x21...0x7e: false
    default: true
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  private static func value(_ digit: UInt8?) -> UInt8? {
    switch digit {
    case .some(let digit) where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit):
      digit - UInt8(ascii: "0")
    case .some(let digit) where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit):
      digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
