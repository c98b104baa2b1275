/// A place in a text file.
public struct SourcePosition: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// The column in characters, from 1.
  public let column: Int

  /// Names a place.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The start of a file.
  public static let start = SourcePosition(line: 1, column: 1)

  /// Orders places as a reader meets them.
  public static func < (lhs: SourcePosition, rhs: SourcePosition) -> Bool {
    (lhs.line, lhs.column) < (rhs.line, rhs.column)
  }

  /// The place some characters further on the same line.
  func advanced(by columns: Int) -> SourcePosition {
    SourcePosition(line: line, column: column + columns)
  }

  /// `LINE:COLUMN`, as compilers write it.
  public var description: String { "\(line):\(column)" }
}
