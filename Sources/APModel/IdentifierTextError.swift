/// Why a typed adapter or domain was refused, with the spelling to use instead.
public enum IdentifierTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing stands where a number is wanted.
  case empty(noun: String)
  /// A leading zero: as `lszcrypt` prints it, octal, or decimal? The digits without zeros.
  case leadingZero(String, digits: String)
  /// Hex digits without `0x`.
  case bareHexadecimal(String)
  /// The prefix of a base that nobody needs here: `0b11`, `0o17`.
  case otherBase(String)
  /// `0X` in front.
  case capitalPrefix(String)
  /// A number above 255.
  case tooLarge(String, noun: String)
  /// A range whose end lies below its start.
  case reversed(String, noun: String)
  /// The name of a queue where an adapter or a domain is wanted.
  case queueName(String, noun: String)
  /// Anything else.
  case malformed(String, noun: String)

  /// One line: the fact, and what to write instead.
  public var description: String {
    switch self {
    case .empty(let noun):
      "\(noun) missing: write its number, for instance 0x05 or 5"
    case .leadingZero(let text, let digits):
      "\"\(text)\" can be read in two ways: write 0x\(Self.padded(digits)) for what lszcrypt prints"
        + " as \(text), or \(digits) for the decimal number"
    case .bareHexadecimal(let text):
      "\"\(text)\" is not a decimal number: write 0x\(Self.trimmed(text)) for the hexadecimal one"
    case .otherBase(let text):
      "\"\(text)\" has a prefix that is not understood: write a decimal number, or a hexadecimal one"
        + " with 0x"
    case .capitalPrefix(let text):
      "\"\(text)\" begins with 0X: write 0x\(text.dropFirst(2).lowercased())"
    case .tooLarge(let text, let noun):
      "\(noun) \(text) is above 255 (0xff), the highest number there is"
    case .reversed(let text, let noun):
      "range \"\(text)\" ends below its start: write the lower \(noun) first"
    case .queueName(let text, let noun):
      "\"\(text)\" names a queue, but a single \(noun) is wanted here"
    case .malformed(let text, let noun):
      "\"\(text)\" is no \(noun): write a number such as 0x05 or 5, or a range such as 0x04-0x07"
    }
  }

  private static func trimmed(_ digits: String) -> String {
    padded(String(digits.drop { $0 == "0" }).lowercased())
  }

  private static func padded(_ digits: String) -> String {
    digits.count < 2 ? String(repeating: "0", count: 2 - digits.count) + digits : digits
  }
}
