/// Why a transcript can't be read.
public struct TranscriptError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line of the transcript, from 1.
  public let line: Int
  /// What is wrong.
  public let problem: String

  /// One line: where, then what.
  public var description: String { "line \(line): \(problem)" }
}
