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
  /// Whether its policy lets it take what is in use.
  public let allowsDisruption: Bool

  /// Looks ahead.
  ///
  /// - Parameters:
  ///   - configuration: what the agent keeps.
  ///   - snapshot: the host that it would find, read for planning.
  ///   - users: who may use its queues, beside what their counters tell.
  public init(
    _ configuration: Configuration, from snapshot: HostSnapshot, users: QueueUsers = QueueUsers()
  ) {
    observes = configuration.policy.mode == .observe
    let holds = !observes && configuration.holdsNewQueues && snapshot.hasOverrides
    allowsDisruption = configuration.policy.disruption == .allow
    var judged = snapshot
    if judged.uses == nil {
      var watch = UseWatch(span: configuration.policy.hostUseWatch)
      judged.uses = watch.look(at: judged.queues, users: users, now: 0)
    }
    let intention = Intention(
      configuration, from: judged, leaving: [], newQueues: holds ? .hold : nil)
    plan = intention.plan
    waits = intention.waits
    problems = intention.problems
  }
}
