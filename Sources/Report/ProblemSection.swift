import APModel

/// What needs attention, worst first.
struct ProblemSection {
  private let problems: [Problem]
  private let style: Style

  init(_ view: StatusView, _ style: Style) {
    problems = view.problems.folded
    self.style = style
  }

  var lines: [String] {
    guard !problems.isEmpty else { return [] }
    let isIncomplete = problems.contains { $0.code == .unreadable }
    let found = problems.flatMap(set)
    return [style.alarm("Problems")] + found
      + (isIncomplete
        ? ["  incomplete: what depends on the unreadable values is missing below"].map(style.alarm)
        : [])
  }

  private func set(_ problem: Problem) -> [String] {
    Paragraph.wrap(Self.text(problem), first: "  ", indent: 4).map(colour(problem.severity))
  }

  private func colour(_ severity: Problem.Severity) -> (String) -> String {
    switch severity {
    case .critical: style.alarm
    case .warning: style.caution
    case .notice: { $0 }
    }
  }

  /// The sentence; what is told nowhere else in the report gets its remedy, too.
  private static func text(_ problem: Problem) -> String {
    switch problem.code {
    case .twoOwners: "conflict: \(problem.sentence); \(problem.remedy)"
    case .unreadable: "unreadable: \(problem.sentence)"
    case .guestLacksQueues, .guestNotActive, .unconfirmedQueues, .defaultDomainUnserved:
      problem.sentence
    default: "\(problem.sentence); \(problem.remedy)"
    }
  }
}
