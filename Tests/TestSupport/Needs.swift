public import Testing

/// Tools that a test needs beside Swift; without one it is skipped and says how to get it.
public enum Needs {
  /// Debian's Python with a JSON Schema validator.
  public static let jsonSchema = tool("python3", package: "python3-jsonschema")
  /// The tracer of system calls.
  public static let strace = tool("strace", package: "strace")

  /// A condition that a program of the system is installed.
  public static func tool(_ name: String, package: String) -> ConditionTrait {
    .enabled(
      if: Program.installed(name) != nil,
      "needs \(name) from \(package): run .ci/setup --tests")
  }
}
