internal import PlainJSON
public import Reconcile

/// A plan as JSON, `apmatrix.plan/v1`; `Packaging/schemas/apmatrix.plan.v1.json` describes it.
public struct PlanDocument: Sendable {
  /// One step.
  public struct Step: Sendable, Equatable {
    let number: Int
    let phase: String
    let attribute: String?
    let value: String?
    let reason: String
    let effects: [String]

    init(_ step: PlanStep) {
      number = step.number
      phase = step.phase.rawValue
      attribute = step.operation.write?.path
      value = step.operation.write?.value
      reason = step.reason
      effects = step.effects.map(\.text)
    }

    /// One line that names the step.
    public var summary: String {
      guard let attribute, let value else { return "\(phase): \(reason)" }
      return "\(attribute) <- \(value)"
    }
  }

  /// One reason why there is no plan.
  struct Reason: Sendable {
    let rule: String
    let object: String
    let fact: String
    let remedy: String

    init(_ obstacle: Obstacle) {
      rule = obstacle.rule.rawValue
      object = obstacle.object
      fact = obstacle.fact
      remedy = obstacle.remedy
    }
  }

  /// The name of the format.
  static let schemaName = "apmatrix.plan/v1"

  let schema: String
  let origin: String
  let reachable: Bool
  /// The steps; empty if there is nothing to do, or no way.
  public let steps: [Step]
  let consents: [String]
  let waits: [String]
  /// What guests have that answers nothing, and cards of the host that can't answer; no step changes it.
  public var unanswering: [String] = []
  /// What else stands against the host, and that no step mends.
  public var notes: [String] = []
  let obstacles: [Reason]
  /// How it went on the twin of the host; nil if it was not rehearsed.
  public var rehearsal: RehearsalDocument?
  /// What the files that are read at the next boot say otherwise; nil if they were not looked at.
  public var nextBoot: [BootFiles.Difference]?

  /// Draws the document.
  ///
  /// - Parameters:
  ///   - planning: what came out of planning.
  ///   - origin: where the host was read from.
  public init(_ planning: Planning, origin: String) {
    schema = Self.schemaName
    self.origin = origin
    reachable = planning.plan != nil
    steps = planning.plan?.steps.map(Step.init) ?? []
    consents = planning.plan?.consents.map(\.text) ?? []
    waits = planning.plan?.later ?? []
    obstacles = planning.obstacles.map(Reason.init)
  }

  /// The first step in which two plans differ; nil if they do the same.
  public func firstDifference(_ other: PlanDocument) -> Int? {
    let common = zip(steps, other.steps).first { !$0.isSameWrite(as: $1) }?.0.number
    if let common { return common }
    guard steps.count != other.steps.count else { return nil }
    return min(steps.count, other.steps.count) + 1
  }
}

extension PlanDocument.Step {
  /// Whether both write the same to the same attribute, with the same effects.
  fileprivate func isSameWrite(as other: PlanDocument.Step) -> Bool {
    attribute == other.attribute && value == other.value && phase == other.phase
      && effects == other.effects
  }
}
