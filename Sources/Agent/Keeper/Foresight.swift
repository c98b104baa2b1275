public import APModel
public import Reconcile

/// What an agent would do about a host, by the rules that it keeps a real one by.
public struct Foresight: Sendable {
  /// The plan that it would carry out; nil if it could do nothing.
  public let plan: Plan?
  /// What would wait for hardware or for consent, one sentence each.
  public let waits: [String]
  /// What would keep the configuration from being reached otherwise.
  public let problems: [Problem]
  /// Whether it only observes, so that it would write nothing.
  public let observes: Bool

  /// Looks ahead.
  ///
  /// - Parameters:
  ///   - configuration: what the agent keeps.
  ///   - snapshot: the host that it would find, read for planning.
  public init(_ configuration: Configuration, from snapshot: HostSnapshot) {
    observes = configuration.policy.mode == .observe
    let holds = !observes && configuration.holdsNewQueues && snapshot.hasOverrides
    let intention = Intention(
      configuration, from: snapshot, leaving: [], newQueues: holds ? .hold : nil)
    plan = intention.plan
    waits = intention.waits
    problems = intention.problems
  }
}
