/// What is known of the host's use of its queues at one look.
public struct UseFindings: Hashable, Sendable {
  /// The queues in use, each with the reason.
  public var uses: [APQN: HostUse]
  /// The queues that were used once and are taken for quiet, since their counter stood still.
  public var quiet: Set<APQN>
  /// For how many seconds a quiet counter stood still, at least.
  public var span: Int
  /// What could not be looked at, each as a half sentence.
  public var unseen: [String]

  /// Collects what was found.
  public init(
    uses: [APQN: HostUse], quiet: Set<APQN> = [], span: Int = 0, unseen: [String] = []
  ) {
    self.uses = uses
    self.quiet = quiet
    self.span = span
    self.unseen = unseen
  }

  /// What one look at the counters tells, without a watch.
  public init(oneLookAt queues: [Queue]) {
    var uses: [APQN: HostUse] = [:]
    for queue in queues { uses[queue.id] = HostUse(oneLookAt: queue) }
    self.init(uses: uses)
  }
}
