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
