/// The job that the worker has, if any.
struct Work: Hashable, Sendable {
  /// The job; nil if the worker is idle.
  private(set) var job: AgentJob?
  /// Whether it began with a configuration that is no longer in force.
  private var isOutdated = false
  private var since: Instant?

  /// Whether the worker is idle.
  var isIdle: Bool { job == nil }

  /// Gives the idle worker a job.
  mutating func begin(_ next: AgentJob, at now: Instant) {
    job = next
    since = now
  }

  /// Takes the job back.
  ///
  /// - Returns: whether it followed a configuration that is no longer in force.
  mutating func end() -> Bool {
    let wasOutdated = isOutdated
    self = Work()
    return wasOutdated
  }

  /// Another configuration is in force.
  ///
  /// - Returns: whether a repair is under way that has to end after the current write.
  mutating func outdate() -> Bool {
    switch job {
    case .look: isOutdated = true
    case .apply:
      isOutdated = true
      return true
    case .poll, nil: break
    }
    return false
  }

  /// When it has to be asked whether the kernel blocks the worker; nil while it is idle.
  func nextCheck(at now: Instant, _ policy: AgentPolicy) -> Instant? {
    since.map { max($0 + policy.blockedAfter, now + policy.blockedAfter / 2) }
  }
}
