import APModel

/// Takes the lines and words of a state file one by one; anything unexpected is an error.
struct StateReader {
  private var lines: ArraySlice<Substring>
  private var words: ArraySlice<Substring> = []
  private(set) var number = 0

  /// Starts before the first line.
  init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
  }

  /// The first word of the next line; nil at the end.
  var nextWord: Substring? { lines.first?.prefix { $0 != " " } }

  /// Takes a line that must begin with this word.
  mutating func line(_ word: String) throws {
    guard words.isEmpty else { throw error("\(words.count) words too many") }
    number += 1
    guard let line = lines.popFirst() else { throw error("the line \(word) is missing") }
    words = line.split(separator: " ")[...]
    guard words.popFirst() == word[...] else { throw error("the line \(word) is missing") }
  }

  /// Takes a line that is only there where it has something to say.
  ///
  /// - Returns: whether it is there.
  mutating func optionalLine(_ word: String) throws -> Bool {
    guard nextWord == word[...] else { return false }
    try line(word)
    return true
  }

  /// Takes the rest of the line.
  mutating func rest() -> [Substring] {
    defer { words = [] }
    return Array(words)
  }

  /// Takes the next word of the line.
  mutating func word() throws -> Substring {
    guard let word = words.popFirst() else { throw error("a word is missing") }
    return word
  }

  /// Takes a number.
  mutating func integer<Number: FixedWidthInteger>() throws -> Number {
    let word = try word()
    guard let value = Number(word) else { throw error("\(word) is not a number") }
    return value
  }

  /// Takes a flag.
  mutating func flag() throws -> Bool {
    switch try word() {
    case "0": return false
    case "1": return true
    case let word: throw error("\(word) is neither 0 nor 1")
    }
  }

  /// Takes a word with its escapes undone.
  mutating func bytes() throws -> [UInt8] {
    let word = try word()
    guard let bytes = StateText.unescaped(word) else { throw error("\(word) is not escaped") }
    return bytes
  }

  /// Takes a word with its escapes undone, as text.
  mutating func string() throws -> String { String(decoding: try bytes(), as: UTF8.self) }

  /// Takes a word that may stand for nothing.
  mutating func given() throws -> String? {
    let text = try string()
    return text.isEmpty ? nil : text
  }

  /// Takes a set.
  mutating func set<ID>() throws -> IdentifierSet<ID> { try set(try word()) }

  private func set<ID>(_ word: Substring) throws -> IdentifierSet<ID> {
    if word == "-" { return [] }
    guard let set = IdentifierSet<ID>(hexadecimal: word) else {
      throw error("\(word) is not a mask")
    }
    return set
  }

  /// Takes a matrix.
  mutating func matrix() throws -> Matrix {
    let parts = try word().split(separator: ",")
    guard parts.count == 3 else { throw error("a matrix has three masks") }
    return Matrix(
      adapters: try set(parts[0]), domains: try set(parts[1]), controlDomains: try set(parts[2]))
  }

  /// Takes numbers by domain.
  mutating func numbers() throws -> [DomainID: Int] {
    let word = try word()
    if word == "-" { return [:] }
    var result: [DomainID: Int] = [:]
    for run in word.split(separator: ",") {
      let parts = run.split(separator: ":")
      let ends = (parts.first ?? "").split(separator: "-").compactMap { UInt8($0) }
      guard parts.count == 2, let start = Int(parts[1]), start.magnitude < NumberLimit.stored,
        let first = ends.first, let last = ends.last, first <= last
      else { throw error("\(run) is not a run") }
      for domain in first...last { result[DomainID(domain)] = start + Int(domain - first) }
    }
    return result
  }

  /// A fault in the line that was taken last.
  func error(_ problem: String) -> StateError { StateError(line: number, problem: problem) }
}

/// Why a state file or a log of a fake host can't be read.
public struct StateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// What is wrong.
  public let problem: String

  /// One line: where, then what.
  public var description: String { "line \(line): \(problem)" }
}
