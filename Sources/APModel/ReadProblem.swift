/// One attribute that could not be read or understood.
public struct ReadProblem: Hashable, Sendable, CustomStringConvertible {
  /// The path below the sysfs mount point.
  public let path: String
  /// What was found, and what was expected instead.
  public let reason: String
  /// Whether the kernel did not answer in time.
  public var isUnanswered = false

  /// Makes a problem.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// One line: the path, then the fact.
  public var description: String { "\(path): \(reason)" }
}
