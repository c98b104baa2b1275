/// What came out of reading a configuration: the value or the reasons why there is none.
public struct ConfigurationReading: Sendable {
  /// The configuration; nil if any problem is an error.
  public let configuration: Configuration?
  /// Everything that was found, in the order of the file.
  public let problems: [ConfigurationProblem]

  /// Sorts the problems by place; an error withholds the configuration.
  public init(_ configuration: Configuration?, _ problems: [ConfigurationProblem]) {
    self.problems = problems.sorted { $0.position < $1.position }
    let failed = problems.contains { $0.severity == .error }
    self.configuration = failed ? nil : configuration
  }

  /// The problems that withhold the configuration.
  public var errors: [ConfigurationProblem] { problems.filter { $0.severity == .error } }
}
