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
