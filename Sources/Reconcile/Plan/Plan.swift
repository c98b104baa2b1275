/// The way from the present host to the target: a value that nothing has been done for yet.
public struct Plan: Hashable, Sendable {
  /// The steps, in order.
  public private(set) var steps: [PlanStep]
  /// What is taken although it is in use; empty for a plan that disturbs nobody.
  public let consents: [Consent]
  /// What is declared and not there yet; it needs no step.
  public let waits: [HardwareWait]
  /// What is put off until an mdev that is being removed has gone, one sentence each.
  public let delays: [String]
  /// What the plan leads to.
  public let target: Target
  /// What was asked for, of which the target is the part that can be had now.
  let wanted: Target
  /// What the host was, as far as a way back needs it.
  private(set) var origin: PlanOrigin
  /// The hardware that the plan counts on.
  let hardware: PlanHardware

  /// Everything that comes later by itself, one sentence each.
  public var later: [String] { waits.map(\.text) + delays }

  /// Whether the host is already as it should be.
  public var isEmpty: Bool { steps.isEmpty }

  /// What the plan calls guests, by uuid.
  public var names: [String: String] {
    Dictionary(target.guests.map { ($0.uuid, $0.name) }) { first, _ in first }
  }

  /// Numbers the steps from 1.
  init(
    steps: [PlanStep], consents: [Consent], waits: [HardwareWait], delays: [String],
    target: Target, wanted: Target, origin: PlanOrigin, hardware: PlanHardware
  ) {
    self.steps = Self.numbered(steps, from: 1)
    self.consents = consents
    self.waits = waits
    self.delays = delays
    self.target = target
    self.wanted = wanted
    self.origin = origin
    self.hardware = hardware
  }

  /// The same plan as the rest of an earlier one, of which so many steps are done: a way back leads to
  /// where that one began.
  func continuing(_ first: Plan, after count: Int) -> Plan {
    var rest = self
    rest.steps = Self.numbered(steps, from: count + 1)
    rest.origin = first.origin
    return rest
  }

  /// The same plan after other steps.
  func preceded(by others: [PlanStep]) -> Plan {
    var plan = self
    plan.steps = Self.numbered(others + steps, from: 1)
    return plan
  }

  private static func numbered(_ steps: [PlanStep], from first: Int) -> [PlanStep] {
    steps.enumerated().map { index, step in
      var step = step
      step.number = first + index
      return step
    }
  }
}

/// What came out of planning: a whole plan, or all the reasons why there is none.
public enum Planning: Hashable, Sendable {
  /// The target can be reached.
  case plan(Plan)
  /// It can't; nothing partial is offered.
  case unreachable([Obstacle])

  /// The plan; nil if there is none.
  public var plan: Plan? {
    if case .plan(let plan) = self { return plan }
    return nil
  }

  /// The reasons why there is no plan; empty if there is one.
  public var obstacles: [Obstacle] {
    if case .unreachable(let obstacles) = self { return obstacles }
    return []
  }
}
