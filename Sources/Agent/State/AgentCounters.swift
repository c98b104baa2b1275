/// What the agent has counted since it started.
public struct AgentCounters: Hashable, Sendable {
  /// Why the whole host was read.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The agent started.
    case start
    /// Events arrived.
    case events
    /// Events were lost, or the source of events had to be opened again.
    case resync
    /// The cheap poll saw a change that no event announced.
    case silent
    /// The last full read was long ago.
    case periodic
    /// A repair was made.
    case verify
    /// The pause after a failed repair, or the rest of a contested object, is over.
    case retry
    /// The configuration was read again.
    case reload
  }

  /// Events that concern the matrix, by kind of object (`queue`, `card`, `mdev`).
  public var events: [String: Int] = [:]
  /// How often events were lost.
  public var overruns = 0
  /// How often the source of events was opened again.
  public var reopens = 0
  /// Full reads by reason.
  public var reads: [Reason: Int] = [:]
  /// Cheap polls.
  public var polls = 0
  /// Attempts to repair.
  public var repairs = 0
  /// Steps of repairs by result: `success`, an errno's name, `no effect`.
  public var writes: [String: Int] = [:]
  /// Rehearsals of repairs by result: `as planned`, `otherwise`, `refused`.
  public var rehearsals: [String: Int] = [:]
  /// What the kernel did otherwise than in a rehearsal.
  public var rehearsalDifferences = 0
  /// Reloads of the configuration that were accepted.
  public var reloads = 0
  /// Reloads of the configuration that were refused.
  public var refusedReloads = 0

  /// Nothing counted yet.
  public init() {}
}
