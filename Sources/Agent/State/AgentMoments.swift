/// When what the agent does and hears of last happened; nil for what has not happened since its start.
public struct AgentMoments: Hashable, Sendable {
  /// When the last cheap look at the host ended.
  public var poll: Instant?
  /// When the last repair ended, well or not.
  public var repair: Instant?
  /// When events that concern the matrix last arrived.
  public var event: Instant?
  /// When the configuration that is in force was read.
  public var configuration: Instant?

  /// Nothing has happened yet.
  public init() {}
}
