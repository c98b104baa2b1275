import APModel
import PlainJSON

/// A problem in JSON: in the status, and in the agent's.
struct ProblemItem: JSONStreamable {
  private let problem: Problem

  init(_ problem: Problem) { self.problem = problem }

  func write(to json: inout JSONStream) {
    json.object {
      $0.member("code", problem.code.rawValue)
      $0.member("object", problem.object)
      $0.member("remedy", problem.remedy)
      $0.member("sentence", problem.sentence)
      $0.member("severity", problem.severity.rawValue)
    }
  }
}
