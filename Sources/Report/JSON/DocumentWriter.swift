import FoundationEssentials

/// Writes one JSON object line by line: a key on each, and for lists a line for each element.
struct DocumentWriter {
  private var lines = ["{"]
  private let encoder: JSONEncoder

  init() {
    encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  /// Adds a key with its value; keys come in ascending order.
  mutating func add(_ key: String, _ value: some Encodable) throws {
    separate()
    lines.append("\"\(key)\": \(try text(value))")
  }

  /// Adds a key with a list.
  mutating func add(_ key: String, each values: some Sequence<some Encodable>) throws {
    separate()
    lines.append("\"\(key)\": [")
    var isFirst = true
    for value in values {
      if !isFirst { lines[lines.count - 1] += "," }
      isFirst = false
      lines.append(try text(value))
    }
    lines.append("]")
  }

  /// The lines of the whole object.
  func finished() -> [String] { lines + ["}"] }

  private mutating func separate() {
    if lines.count > 1 { lines[lines.count - 1] += "," }
  }

  private func text(_ value: some Encodable) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
