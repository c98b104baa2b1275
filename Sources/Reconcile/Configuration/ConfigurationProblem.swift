import APModel

/// One thing that is wrong in a configuration, with its place and what to write instead.
public struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
  /// How bad it is.
  public enum Severity: String, Hashable, Sendable {
    /// The configuration is not used.
    case error
    /// It is used, but probably not meant.
    case warning
  }

  /// How bad it is.
  public let severity: Severity
  /// The file as the user named it.
  public let file: String
  /// Where.
  public let position: SourcePosition
  /// What, and what instead.
  public let message: String

  /// Makes a problem.
  public init(
    _ severity: Severity, file: String, position: SourcePosition, message: String
  ) {
    self.severity = severity
    self.file = file
    self.position = position
    self.message = message
  }

  /// `FILE:LINE:COLUMN: message`, as compilers write it; warnings say so.
  ///
  /// It is one line whatever the file says: control characters in it stand as escapes.
  public var description: String {
    PlainLine.text("\(file):\(position): " + (severity == .warning ? "warning: " : "") + message)
  }
}

/// Gathers everything that is wrong in one file, so that all of it is said at once.
struct ProblemCollector {
  let file: String
  private(set) var problems: [ConfigurationProblem] = []

  init(file: String) { self.file = file }

  mutating func error(_ position: SourcePosition, _ message: String) {
    problems.append(
      ConfigurationProblem(.error, file: file, position: position, message: message))
  }

  mutating func warning(_ position: SourcePosition, _ message: String) {
    problems.append(
      ConfigurationProblem(.warning, file: file, position: position, message: message))
  }
}

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
