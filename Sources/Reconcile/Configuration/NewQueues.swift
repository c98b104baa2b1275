/// What becomes of a queue that appears on a host that hands queues over by `driver_override`.
public enum NewQueues: String, Hashable, Sendable, CaseIterable {
  /// It has no driver until the agent has given it to its owner: `drivers_autoprobe` is 0 while an agent
  /// enforces the configuration.
  case hold
  /// The kernel gives it to the host's driver at once, and the agent takes it from there for a guest.
  case probe
}
