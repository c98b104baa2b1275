// What the argument parser uses of FoundationEssentials, under the same names: an error's own words, and
// JSON for --experimental-dump-help. The whole module would be a fifth of the program. An argument parser
// that uses more does not compile.

/// An error that may have words of its own.
public protocol LocalizedError: Error {
  /// What went wrong; nil where the error's description says it.
  var errorDescription: String? { get }
}

extension LocalizedError {
  /// None, unless the error has one.
  public var errorDescription: String? { nil }
}

/// Bytes, as the JSON encoder hands them on.
public struct Data: Hashable, Sendable {
  let bytes: [UInt8]
}

extension String {
  /// How text stands in bytes.
  public struct Encoding: Hashable, Sendable {
    /// The only one here.
    public static let utf8 = Encoding()
  }

  /// The text in these bytes; nil if they are not of that encoding.
  public init?(data: Data, encoding: Encoding) {
    self.init(validating: data.bytes, as: UTF8.self)
  }
}

/// Writes values as JSON, byte for byte as FoundationEssentials does; dates and other types of its own
/// are none of it.
public final class JSONEncoder {
  /// How the text is laid out.
  public struct OutputFormatting: OptionSet, Sendable {
    /// A bit for each option.
    public let rawValue: UInt

    /// Options by their bits.
    public init(rawValue: UInt) { self.rawValue = rawValue }

    /// A line for each member, two spaces for each level.
    public static let prettyPrinted = OutputFormatting(rawValue: 1 << 0)
    /// Members in the order of their keys' UTF-8, not as they were encoded.
    public static let sortedKeys = OutputFormatting(rawValue: 1 << 1)
    /// Slashes as they are, not as `\/`.
    public static let withoutEscapingSlashes = OutputFormatting(rawValue: 1 << 3)
  }

  /// How the next text is laid out.
  public var outputFormatting: OutputFormatting = []

  /// An encoder that writes on one line.
  public init() {}

  /// The value as JSON; throws what its own encoding throws, and EncodingError for a number that JSON
  /// does not have.
  public func encode<Value: Encodable>(_ value: Value) throws -> Data {
    let slot = Slot()
    try slot.take(value, at: [])
    var text = JSONText(outputFormatting)
    text.write(slot.content)
    return Data(bytes: text.bytes)
  }
}
