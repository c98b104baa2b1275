public import Reconcile

/// What an agent would do and what it would leave.
public struct AgentAccount: Sendable {
  let plan: Plan?
  let left: [String]
  let observes: Bool
  let allowsDisruption: Bool

  /// Tells of an agent.
  ///
  /// - Parameters:
  ///   - plan: what it would carry out; nil if it could do nothing.
  ///   - left: what it would leave as it is, one sentence each.
  ///   - observes: whether it writes nothing.
  ///   - allowsDisruption: whether its policy gives the consent that a plan needs.
  public init(plan: Plan?, left: [String], observes: Bool, allowsDisruption: Bool = false) {
    (self.plan, self.left, self.observes) = (plan, left, observes)
    self.allowsDisruption = allowsDisruption
  }
}

/// What an agent would do and what it would leave, as text.
public struct ForesightText {
  private let agent: AgentAccount
  private let style: Style

  /// Prepares to print.
  public init(_ agent: AgentAccount, style: Style) {
    self.agent = agent
    self.style = style
  }

  /// The whole report.
  public var lines: [String] {
    [style.heading("The agent")] + deeds
      + agent.left.flatMap { Paragraph.wrap($0, first: "  leaves: ", indent: 4) }
  }

  private var deeds: [String] {
    guard let plan = agent.plan, !plan.isEmpty else { return ["  does nothing"] }
    let who = agent.observes ? "  only observes; apply would do this" : "  does this"
    return [who]
      + PlanText(plan, allowsDisruption: agent.allowsDisruption, style: style).lines.map {
        "  " + $0
      }
  }
}
