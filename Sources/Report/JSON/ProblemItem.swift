import APModel
import PlainJSON

/// A problem in the JSON status.
struct ProblemItem: JSONStreamable {
  private let problem: ReadProblem

  init(_ problem: ReadProblem) { self.problem = problem }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("path", problem.path)
      $0.member("reason", problem.reason)
    }
  }
}
