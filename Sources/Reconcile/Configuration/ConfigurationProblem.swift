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
