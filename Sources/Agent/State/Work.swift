/// The job that the worker has, if any.
struct Work: Hashable, Sendable {
  /// The job; nil if the worker is idle.
  private(set) var job: AgentJob?
  /// Whether it began with a configuration that is no longer in force.
  private(set) var isOutdated = false
  /// The steps of it that were done, and told, so far.
  private(set) var stepsDone = 0
  private var since: Instant?

  /// Whether the worker is idle.
  var isIdle: Bool { job == nil }

  /// Gives the idle worker a job.
  mutating func begin(_ next: AgentJob, at now: Instant) {
    job = next
    since = now
  }

  /// Notes that a step of it was done.
  mutating func advance() { stepsDone += 1 }

  /// Takes the job back.
  ///
  /// - Returns: the job as it was at its end.
  mutating func end() -> Work {
    defer { self = Work() }
    return self
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
    case .release, .poll, nil: break
    }
    return false
  }

  /// When it has to be asked whether the kernel blocks the worker; nil while it is idle.
  func nextCheck(at now: Instant, _ policy: AgentPolicy) -> Instant? {
    since.map { max($0 + policy.blockedAfter, now + policy.blockedAfter / 2) }
  }
}
