/// One JSON value (RFC 8259), without Foundation.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number as it was written, so that none is rounded.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// The string; nil for any other kind of value.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The number as an integer; nil for any other kind of value and for fractions.
  public var integer: Int? {
    if case .number(let text) = self { Int(text) } else { nil }
  }

  /// The boolean; nil for any other kind of value.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The elements; nil for any other kind of value.
  public var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The object; nil for any other kind of value.
  public var object: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The value of a key; nil if this is no object or it lacks the key.
  public subscript(key: String) -> JSONValue? { object?[key] }

  /// A whole number.
  public static func count(_ number: Int) -> JSONValue { .number(String(number)) }

  /// A string, or null.
  public static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// Strings in their order.
  public static func strings(_ texts: [String]) -> JSONValue {
    .array(texts.map { .string($0) })
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .count(value) }
  /// A boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}
