/// Adapters and domains as people type them: in the configuration and in options.
///
/// A number is `0x47` or decimal `71`; a range is `0x04-0x07`; a list joins them with commas or
/// blanks. Forms that people confuse are refused with the spelling to use: `0047` (which
/// `lszcrypt` prints for 0x47), `ab`.
public enum IdentifierText {
  /// Reads one number.
  ///
  /// - Throws: `IdentifierTextError`, with the spelling to use instead.
  public static func identifier<ID: MatrixIdentifier>(
    _ text: some StringProtocol
  ) throws(IdentifierTextError) -> ID {
    let text = String(text)
    guard let first = text.utf8.first else { throw .empty(noun: ID.noun) }
    if text.hasPrefix("0X") { throw .capitalPrefix(text) }
    if text.hasPrefix("0x") {
      return ID(try value(text.utf8.dropFirst(2), radix: 16, of: text, noun: ID.noun))
    }
    if text.utf8.allSatisfy(isDecimal) {
      guard first != UInt8(ascii: "0") || text.utf8.count == 1 else {
        let digits = String(text.drop { $0 == "0" })
        throw .leadingZero(text, digits: digits.isEmpty ? "0" : digits)
      }
      return ID(try value(text.utf8[...], radix: 10, of: text, noun: ID.noun))
    }
    if hasOtherBase(text) { throw .otherBase(text) }
    if text.utf8.allSatisfy({ Hex.value(of: $0) != nil }) {
      // No advice to write what would be refused as well.
      _ = try value(text.utf8[...], radix: 16, of: text, noun: ID.noun)
      throw .bareHexadecimal(text)
    }
    if text.contains(".") { throw .queueName(text, noun: ID.noun) }
    throw .malformed(text, noun: ID.noun)
  }

  /// Reads one number or one range, `0x04-0x07`.
  ///
  /// - Throws: `IdentifierTextError`.
  public static func range<ID: MatrixIdentifier>(
    _ text: some StringProtocol
  ) throws(IdentifierTextError) -> ClosedRange<ID> {
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    // An end that is missing, or a negative number.
    if ends.count == 2, ends.contains("") { throw .malformed(String(text), noun: ID.noun) }
    let low: ID = try identifier(ends.first ?? "")
    guard ends.count == 2 else { return low...low }
    let high: ID = try identifier(ends[1])
    guard low <= high else { throw .reversed(String(text), noun: ID.noun) }
    return low...high
  }

  /// Reads a list of numbers and ranges, joined by commas or blanks; the empty text is empty.
  ///
  /// - Throws: `IdentifierTextError` for the first member that is refused.
  public static func set<ID: MatrixIdentifier>(
    _ text: some StringProtocol
  ) throws(IdentifierTextError) -> IdentifierSet<ID> {
    var set = IdentifierSet<ID>()
    for word in words(text) { set.insert(try range(word.text)) }
    return set
  }

  /// The members of a list with their distances from its start, in bytes.
  ///
  /// Blanks around members are left out; an empty member between two commas stays and is refused
  /// when it is read.
  public static func words(_ text: some StringProtocol) -> [(offset: Int, text: String)] {
    var result: [(offset: Int, text: String)] = []
    let fields = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    for field in fields {
      let words = field.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      for word in words {
        let offset = text.utf8.distance(from: text.utf8.startIndex, to: word.startIndex)
        result.append((offset, String(decoding: word, as: UTF8.self)))
      }
      if words.isEmpty, fields.count > 1 {
        let offset = text.utf8.distance(from: text.utf8.startIndex, to: field.startIndex)
        result.append((offset, ""))
      }
    }
    return result
  }

  /// Whether a text is a binary or octal number with its prefix; `0b` alone is what lszcrypt prints
  /// for 0x0b.
  private static func hasOtherBase(_ text: String) -> Bool {
    let (prefix, digits) = (text.prefix(2).lowercased(), text.utf8.dropFirst(2))
    switch prefix {
    case "0b": return !digits.isEmpty && digits.allSatisfy { $0 & 0xfe == UInt8(ascii: "0") }
    case "0o": return digits.allSatisfy(isDecimal)
    default: return false
    }
  }

  private static func isDecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func value(
    _ digits: some Collection<UInt8>, radix: Int, of text: String, noun: String
  ) throws(IdentifierTextError) -> UInt8 {
    guard !digits.isEmpty else { throw .malformed(text, noun: noun) }
    var total = 0
    for byte in digits {
      guard let digit = Hex.value(of: byte), Int(digit) < radix else {
        throw .malformed(text, noun: noun)
      }
      total = min(total * radix + Int(digit), 1 << 16)
    }
    guard let number = UInt8(exactly: total) else { throw .tooLarge(text, noun: noun) }
    return number
  }
}

extension IdentifierSet {
  /// Puts all identifiers of a range into the set.
  public mutating func insert(_ range: ClosedRange<ID>) {
    for number in range.lowerBound.number...range.upperBound.number { insert(ID(number)) }
  }

  /// The members as a person types them: `0x05, 0x08-0x0a`; the empty text for the empty set.
  public var typed: String {
    ranges.map { range in
      range.lowerBound == range.upperBound
        ? range.lowerBound.hexadecimal
        : range.lowerBound.hexadecimal + "-" + range.upperBound.hexadecimal
    }.joined(separator: ", ")
  }
}
