/// How the agent behaves in time, and what it may do.
public struct AgentPolicy: Hashable, Sendable {
  /// Whether the agent writes.
  public enum Mode: String, Hashable, Sendable {
    /// It reports what differs and never writes.
    case observe
    /// It repairs what needs nobody's consent.
    case enforce
  }

  /// Whether the agent writes.
  public var mode: Mode
  /// How long no event must come before the host is read.
  public var quiet: Milliseconds = 50
  /// How long events may keep the first read from being made.
  public var longestBurst: Milliseconds = 500
  /// How long they may keep a later read of the same storm from being made, at most.
  public var longestStorm: Milliseconds = 8_000
  /// The time between two looks at what no event announces.
  public var poll: Milliseconds = 5_000
  /// The time between two full reads where nothing seems to change.
  public var fullRead: Milliseconds = 300_000
  /// The first pause after a repair that failed; each further failure doubles it.
  public var firstBackOff: Milliseconds = 1_000
  /// The longest pause after repairs that failed.
  public var longestBackOff: Milliseconds = 300_000
  /// An access to sysfs that takes longer is reported as blocked.
  public var blockedAfter: Milliseconds = 2_000
  /// An agent that wakes so much later than it asked to was stopped meanwhile, and its accesses with it.
  public var standstill: Milliseconds = 1_000
  /// How many repairs of one object within `tugOfWarWindow` mean that somebody else undoes them.
  public var tugOfWarRepairs = 4
  /// The window in which repairs of one object are counted.
  public var tugOfWarWindow: Milliseconds = 600_000
  /// How long an object in a tug-of-war is left alone, unless the configuration is read again.
  public var tugOfWarRest: Milliseconds = 3_600_000
  /// How long the start may wait for the host to be as declared before systemd is told to go on.
  public var readyAfter: Milliseconds = 300_000
  /// How long an access that is under way may keep the end of the agent from coming.
  public var stopAfter: Milliseconds = 800
  /// How long the end may take where new queues are held and given back before it.
  public var releaseAfter: Milliseconds = 8_000
  /// How long no event must come before what has appeared and is held is looked at again.
  public var heldQuiet: Milliseconds = 10
  /// The time between two examinations of the host for its next boot; nil for none.
  public var checkup: Milliseconds?
  /// How long after the start, or another configuration, the first begins: until then a host still changes.
  public var checkupDelay: Milliseconds = 5_000
  /// How long one may take.
  public var checkupLimit: Milliseconds = 60_000
  /// The time within which systemd wants a sign of life; nil if it wants none.
  public var watchdog: Milliseconds?

  /// Whether the history that was asked for is kept in files; nil where none was asked for.
  public var keepsHistory: Bool?

  /// A policy with the default times.
  public init(mode: Mode) { self.mode = mode }
}
