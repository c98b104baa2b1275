import APModel

/// A problem in the JSON status.
struct ProblemItem: Encodable, Sendable {
  let path: String
  let reason: String

  init(_ problem: ReadProblem) {
    path = problem.path
    reason = problem.reason
  }
}
