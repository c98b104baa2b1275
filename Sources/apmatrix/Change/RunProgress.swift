import ArgumentParser
import Reconcile
import Report

/// Tells what a run does while it does it, and how it ended.
struct RunProgress {
  /// How many steps there are in all, as far as is known.
  private var count: Int

  /// Begins with the plan that was shown.
  init(_ plan: Plan) { count = plan.steps.count }

  /// Tells one event.
  mutating func tell(_ event: ExecutionEvent) {
    switch event {
    case .started: break
    case .writing(let step):
      StopSignal.expect("\(step.number)/\(count) \(PlanText.progress(step))")
    case .finished(let step):
      StopSignal.expectNothing()
      Terminal.write(["\(step.number)/\(count) \(PlanText.progress(step))"])
    case .lock(let news): Terminal.complain(news.text)
    case .goingOn(let changes, let rest):
      count = rest.steps.last?.number ?? count
      Terminal.write(ExecutionText.goingOn(changes, rest))
    case .goingBack: Terminal.write(["Going back:"])
    }
  }

  /// Tells how it ended.
  ///
  /// - Throws: the exit status of a run that did not go through.
  static func tell(_ report: ExecutionReport) throws {
    guard let failure = report.failure else {
      Terminal.write(ExecutionText(report).end)
      if let signal = StopSignal.received { throw ExitCode(128 + signal) }
      return
    }
    Terminal.complain(failure.text)
    Terminal.write(ExecutionText(report).lines)
    if failure.reason == .stopped, let signal = StopSignal.received { throw ExitCode(128 + signal) }
    throw ExitCode(1)
  }
}
