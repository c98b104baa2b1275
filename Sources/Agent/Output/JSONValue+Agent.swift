public import PlainJSON

extension JSONValue {
  /// A whole number.
  static func count(_ number: Int) -> JSONValue { .number(String(number)) }

  /// A string, or null.
  static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// Strings in their order.
  static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  /// An object of numbers.
  static func counts(_ counts: [String: Int]) -> JSONValue {
    var object = JSONObject()
    for (key, count) in counts { object[key] = .count(count) }
    return .object(object)
  }

  /// The value on one line with sorted keys.
  public var line: String { JSONWriter.text(self, sortsKeys: true) }
}
