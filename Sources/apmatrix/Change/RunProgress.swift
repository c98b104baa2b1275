import ArgumentParser
import Reconcile
import Report

/// Tells what a run does while it does it, and how it ended.
struct RunProgress {
  /// How many steps there are in all, as far as is known.
  private var count: Int
  /// What was done of the plan, and then of the way back: an end at once lists it.
  private var (done, undone): ([String], [String]) = ([], [])
  private var isGoingBack = false
  /// The step whose write has begun and was not proved.
  private var begun: String?

  /// Begins with the plan that was shown.
  init(_ plan: Plan) { count = plan.steps.count }

  /// Tells one event.
  mutating func tell(_ event: ExecutionEvent) {
    switch event {
    case .started: break
    case .writing(let step):
      begun = words(step)
      tellSignal()
    case .finished(let step):
      begun = nil
      if isGoingBack { undone.append(words(step)) } else { done.append(words(step)) }
      tellSignal()
      Terminal.write([words(step)])
    case .lock(let news): Terminal.complain(news.text)
    case .goingOn(let changes, let rest):
      count = rest.steps.last?.number ?? count
      Terminal.write(ExecutionText.goingOn(changes, rest))
    case .goingBack:
      isGoingBack = true
      if let begun { done.append("\(begun), perhaps") }
      begun = nil
      tellSignal()
      Terminal.write(["Going back:"])
    }
  }

  /// The way back has numbers of its own, and nobody has seen that plan.
  private func words(_ step: PlanStep) -> String {
    (isGoingBack ? "" : "\(step.number)/\(count) ") + PlanText.progress(step)
  }

  /// Says to the signals what an end at once leaves behind.
  private func tellSignal() {
    if let begun, !isGoingBack { return StopSignal.expect(begun) }
    guard !done.isEmpty else { return StopSignal.expectNothing() }
    guard isGoingBack else {
      let part = "\(done.count) of \(count) steps"
      if done.count == count { return StopSignal.expectNothing("all \(part) are done") }
      return StopSignal.expectHalfDone(["ended at once; \(part) are done, and none is taken back"])
    }
    var lines = ["ended at once on the way back; done was:"] + done.map { "  \($0)" }
    lines.append(undone.isEmpty ? "nothing is taken back" : "taken back is:")
    lines += undone.map { "  \($0)" }
    if let begun { lines.append("half done may be: \(begun)") }
    StopSignal.expectHalfDone(lines)
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
