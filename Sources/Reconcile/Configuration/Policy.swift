/// How changes are made.
public struct Policy: Hashable, Sendable {
  /// What the agent does about differences.
  public enum Mode: String, Hashable, Sendable, CaseIterable {
    /// Reports them.
    case observe
    /// Repairs them.
    case enforce
  }

  /// Whether a plan may take what is being used.
  public enum Disruption: String, Hashable, Sendable, CaseIterable {
    /// Queues of running guests, and queues that the host uses, are never taken.
    case never
    /// They are taken where the configuration says so.
    case allow
  }

  /// What happens to mdevs that the configuration does not name.
  public enum Unmanaged: String, Hashable, Sendable, CaseIterable {
    /// They are never touched.
    case leave
    /// They are removed, unless a guest has them open.
    case prune
  }

  /// What the agent does.
  public var mode: Mode = .observe
  /// Whether a plan may disturb.
  public var disruption: Disruption = .never
  /// What happens to other mdevs.
  public var unmanaged: Unmanaged = .leave
  /// How long the agent's start may wait for the host to be as declared before systemd is told to go
  /// on, in seconds.
  public var readyWithin = 300

  /// For how many seconds the counter of a queue that the host once used must stand still before the
  /// queue may be taken without consent; from 0, which takes what was counted for over, to 3,600.
  public var hostUseWatch = 30

  /// The most careful policy: look, don't disturb, leave alone.
  public init() {}
}
