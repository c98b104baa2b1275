/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, as a short phrase.
  public let problem: String
  /// The line, from 1.
  public let line: Int
  /// The column in bytes, from 1.
  public let column: Int

  /// One line: where, then what.
  public var description: String { "line \(line), column \(column): \(problem)" }
}

/// Reads JSON strictly: no comments, no trailing commas, no duplicate keys, only UTF-8.
public struct JSONParser {
  /// The deepest nesting that is read, so that no input exhausts the stack.
  static let depthLimit = 128

  let bytes: [UInt8]
  var position = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads one value and nothing behind it but blanks.
  ///
  /// - Parameter text: UTF-8.
  /// - Throws: `JSONError` with the line and column of the first fault.
  public static func parse(_ text: some Sequence<UInt8>) throws -> JSONValue {
    var parser = JSONParser(Array(text))
    let value = try parser.value(depth: 0)
    parser.skipBlanks()
    guard parser.position == parser.bytes.count else {
      throw parser.error("text behind the value")
    }
    return value
  }

  /// Reads one value from a string.
  ///
  /// - Throws: `JSONError` with the line and column of the first fault.
  public static func parse(_ text: String) throws -> JSONValue { try parse(text.utf8) }

  private mutating func value(depth: Int) throws -> JSONValue {
    skipBlanks()
    guard depth < Self.depthLimit else { throw error("nested too deeply") }
    guard let first = peek else { throw error("a value is missing") }
    switch first {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default: return try word()
    }
  }

  private mutating func object(depth: Int) throws -> JSONValue {
    var object = JSONObject()
    position += 1
    skipBlanks()
    if take("}") { return .object(object) }
    repeat {
      skipBlanks()
      guard peek == UInt8(ascii: "\"") else { throw error("a key is missing") }
      let start = position
      let key = try string()
      guard object[key] == nil else { throw error("the key \(key) is there twice", at: start) }
      skipBlanks()
      guard take(":") else { throw error("a colon is missing") }
      object[key] = try value(depth: depth + 1)
      skipBlanks()
    } while take(",")
    guard take("}") else { throw error("a comma or } is missing") }
    return .object(object)
  }

  private mutating func array(depth: Int) throws -> JSONValue {
    var elements: [JSONValue] = []
    position += 1
    skipBlanks()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipBlanks()
    } while take(",")
    guard take("]") else { throw error("a comma or ] is missing") }
    return .array(elements)
  }

  private mutating func word() throws -> JSONValue {
    let words: [(String, JSONValue)] = [("true", true), ("false", false), ("null", .null)]
    for (word, value) in words where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw error("not a value")
  }

  /// Takes a number in the grammar of JSON and keeps its spelling.
  private mutating func number() throws -> String {
    let start = position
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw error("a digit is missing") }
  }

  /// The next byte; nil at the end.
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Takes the next byte if it is this character.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      position += 1
    }
  }

  /// The fault at a place, or where the parser stands.
  func error(_ problem: String, at place: Int? = nil) -> JSONError {
    let before = bytes[..<(place ?? position)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return JSONError(problem: problem, line: line, column: before.count - start + 1)
  }
}
