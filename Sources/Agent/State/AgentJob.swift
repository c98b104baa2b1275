/// What the worker is asked to do.
public enum AgentJob: Hashable, Sendable {
  /// Read the whole host and plan. The named objects are left as they are.
  case look(leaving: Set<String>)
  /// Carry out the plan of the last look.
  case apply
  /// Give back what is held.
  case release
  /// Look at what no event announces.
  case poll
}

/// What the worker answers.
public enum AgentJobResult: Hashable, Sendable {
  /// The host was read.
  case looked(Look)
  /// The plan was carried out, or a part of it.
  case applied(Applied)
  /// What was held was given back, or a part of it.
  case released(Applied)
  /// The cheap look.
  case polled(Fingerprint)
}

/// An access to sysfs that is under way.
public struct PendingAccess: Hashable, Sendable {
  /// What is done: `read`, `write`.
  public var operation: String
  /// The attribute, relative to the sysfs mount point.
  public var path: String
  /// What is written, without the newline at its end; nil for what is no write.
  public var value: String?
  /// When it began.
  public var since: Instant

  /// Makes an access.
  public init(operation: String, path: String, value: String? = nil, since: Instant) {
    self.operation = operation
    self.path = path
    self.value = value
    self.since = since
  }
}
