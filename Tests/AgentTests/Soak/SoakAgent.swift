import Reconcile

@testable import Agent

/// How the agent of a soak is set up.
enum SoakAgent {
  /// Pauses that end within a soak.
  static var policy: AgentPolicy {
    var policy = AgentPolicy(mode: .enforce)
    policy.fullRead = 60_000
    policy.longestBackOff = 20_000
    policy.tugOfWarWindow = 20_000
    policy.tugOfWarRest = 60_000
    return policy
  }

  static func keeper(_ tree: KernelTree, _ file: LiveConfiguration) -> ReconcilingKeeper {
    // No time passes for the watch over the queues of the host: what it used stays in use.
    ReconcilingKeeper(
      tree, file, lock: nil, environment: timeless, tellsHistory: true,
      clock: { Instant(milliseconds: 0) })
  }

  /// An environment in which no step waits.
  static var timeless: ExecutionEnvironment {
    var environment = ExecutionEnvironment()
    environment.sleep = { _ in }
    // Nothing here blocks, and a thread for each write would be most of a test's time.
    environment.writeDeadline = .infinity
    return environment
  }
}
