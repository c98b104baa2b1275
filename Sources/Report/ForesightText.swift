public import Reconcile

/// What an agent would do and what it would leave, as text.
public struct ForesightText {
  private let plan: Plan?
  private let left: [String]
  private let observes: Bool
  private let style: Style

  /// Prepares to print.
  ///
  /// - Parameters:
  ///   - plan: what it would carry out; nil if it could do nothing.
  ///   - left: what it would leave as it is, one sentence each.
  ///   - observes: whether it writes nothing.
  public init(plan: Plan?, left: [String], observes: Bool, style: Style) {
    self.plan = plan
    self.left = left
    self.observes = observes
    self.style = style
  }

  /// The whole report.
  public var lines: [String] {
    [style.heading("The agent")] + deeds
      + left.flatMap { Paragraph.wrap($0, first: "  leaves: ", indent: 4) }
  }

  private var deeds: [String] {
    guard let plan, !plan.isEmpty else { return ["  does nothing"] }
    let who = observes ? "  only observes; apply would do this" : "  does this"
    return [who] + PlanText(plan, style: style).lines.map { "  " + $0 }
  }
}
