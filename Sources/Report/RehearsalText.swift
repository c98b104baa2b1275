import APModel
import Compare
import Reconcile
public import Twin

/// How a plan went on the twin of its host, as text behind the plan.
public struct RehearsalText {
  private let rehearsal: Rehearsal
  private let style: Style
  private let comparison: HostComparison

  /// Prepares to print a rehearsal.
  public init(_ rehearsal: Rehearsal, style: Style) {
    self.rehearsal = rehearsal
    self.style = style
    comparison = HostComparison(rehearsal.before, rehearsal.after, names: rehearsal.plan.names)
  }

  /// What stands in the place of a rehearsal where the host has no twin.
  public static func lines(_ refusal: TwinRefusal, style: Style) -> [String] {
    [style.heading("Rehearsal: none")]
      + Paragraph.wrap("\(refusal)", first: "  ", indent: 4).map(style.caution)
      + Paragraph.wrap(
        "Without an equal twin nothing is rehearsed; apply checks each step on the host alone.",
        first: "  ",
        indent: 2)
  }

  /// The whole report.
  public var lines: [String] {
    [style.heading(title)] + outcome + [style.heading("Afterwards")]
      + ComparisonText(comparison, style: style).lines
      + [style.heading("Meanwhile")] + moments + [style.heading("Taken for granted")]
      + rehearsal.assumptions.flatMap { Paragraph.wrap($0, first: "  ", indent: 4) }
  }

  private var title: String {
    let done = rehearsal.report.done.count
    guard let failure = rehearsal.report.failure else {
      return "Rehearsal: \(done == 1 ? "the step is" : "all \(done) steps are") done and read back"
    }
    return "Rehearsal: ends with step \(failure.step.number), otherwise than planned"
  }

  /// What went wrong, and what was done about it.
  private var outcome: [String] {
    guard let obstacle = rehearsal.obstacle else { return [] }
    return Paragraph.wrap(obstacle, first: "  ", indent: 4).map(style.alarm)
      + ExecutionText(rehearsal.report).lines.map { "  " + $0 }
  }

  private var moments: [String] {
    let moments = rehearsal.moments
    let isQuiet = moments.absences.isEmpty && moments.orphans.isEmpty
    return
      (isQuiet ? ["  every guest has what it keeps, and no queue is without a driver"] : [])
      + moments.absences.flatMap(absence)
      + told(moments.orphans, "no driver has", "")
      + told(moments.free, "vfio_ap has", " for no guest")
  }

  private func absence(_ absence: Moments.Absence) -> [String] {
    let who = comparison.label(absence.uuid) + (absence.isRunning ? " (running)" : "")
    let text =
      "\(who) is without \(QueueText.folded(absence.queues.queues)) for"
      + " \(absence.span.length.counting("step")), \(Self.text(absence.span))"
    let lines = Paragraph.wrap(text, first: "  ", indent: 4)
    return absence.isRunning ? lines.map(style.caution) : lines
  }

  /// The most times that are told one by one.
  private static let limit = 6

  /// Queues that were nobody's for a while; a large plan's all at once.
  private func told(_ orphans: [Moments.Orphans], _ fact: String, _ rest: String) -> [String] {
    guard orphans.count > Self.limit else {
      return orphans.flatMap {
        Paragraph.wrap(
          "\(fact) \(QueueText.folded($0.queues.queues))\(rest) \(Self.text($0.span))",
          first: "  ", indent: 4)
      }
    }
    let queues = orphans.reduce(QueueSet()) { $0.union($1.queues) }
    let longest = orphans.max { $0.span.length < $1.span.length }
    return Paragraph.wrap(
      "\(fact) \(queues.count.counting("queue"))\(rest) for a while, the longest "
        + (longest.map { Self.text($0.span) } ?? ""),
      first: "  ", indent: 4)
  }

  private static func text(_ span: Moments.Span) -> String {
    "after step \(span.from)" + (span.to.map { " until step \($0)" } ?? " to the end")
  }
}
