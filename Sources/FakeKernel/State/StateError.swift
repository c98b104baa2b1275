/// Why a state file or a log of a fake host can't be read.
public struct StateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int
  /// What is wrong.
  public let problem: String

  /// One line: where, then what.
  public var description: String { "line \(line): \(problem)" }
}
