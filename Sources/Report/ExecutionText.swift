internal import APModel
public import Reconcile

/// What was done and what was not, after an execution that failed.
public struct ExecutionText {
  private let report: ExecutionReport

  /// Prepares to print a report.
  public init(_ report: ExecutionReport) { self.report = report }

  /// What changed under a run, and that it goes on with what that leaves.
  public static func goingOn(_ changes: [String], _ rest: Plan) -> [String] {
    let count = rest.steps.count
    let rest =
      count == 0 ? "nothing is left to do" : "going on with \(count.counting("step"))"
    return Paragraph.wrap(
      "The hardware has changed: " + changes.joined(separator: "; ") + "; " + rest + ".",
      first: "", indent: 2)
  }

  /// The end of a run that went through, with what comes later where hardware has changed meanwhile.
  public var end: [String] {
    let done = "Done: \(report.done.count.counting("step")), each read back."
    if report.hardwareChanges.isEmpty { return [done] }
    return [done] + report.later.flatMap { Paragraph.wrap($0, first: "Later: ", indent: 7) }
  }

  /// The lines below the failure's own.
  public var lines: [String] {
    var lines = ["Done: \(Self.steps(report.done))."]
    let notDone = [report.failure?.step].compactMap(\.self) + report.notBegun
    lines.append("Not done: \(Self.steps(notDone)).")
    lines += recovery
    if !report.left.isEmpty {
      lines.append("Left as it is:")
      lines += report.left.flatMap { Paragraph.wrap($0, first: "  ", indent: 2) }
    }
    return lines
  }

  private var recovery: [String] {
    switch report.recovery {
    case .notNeeded: return ["Nothing half done was left."]
    case .done(let steps):
      let writes = steps.filter { $0.operation.write != nil }.map(PlanText.progress)
      return ["Went back, so that the host is no worse than before:"] + writes.map { "  " + $0 }
    case .failed(let steps, let failure):
      let writes = steps.filter { $0.operation.write != nil }.map(PlanText.progress)
      return ["Went back only in part:"] + writes.map { "  " + $0 }
        + Paragraph.wrap(failure.reason.text, first: "  but ", indent: 6)
    case .impossible(let reasons):
      return ["Could not go back:"]
        + reasons.flatMap { Paragraph.wrap($0, first: "  ", indent: 2) }
    }
  }

  private static func steps(_ steps: [PlanStep]) -> String {
    guard let first = steps.first, let last = steps.last else { return "nothing" }
    return first.number == last.number
      ? "step \(first.number)" : "steps \(first.number) to \(last.number)"
  }
}
