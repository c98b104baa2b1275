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
  /// The files whose program takes whatever EP11 queue the host has.
  public var ep11Files: [String] = []
  /// The queues that each configuration file of other software names.
  public var files: [String: Set<APQN>] = [:]

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

  /// The files that name some of the queues which the host loses, and none of those that it keeps.
  ///
  /// - Parameters:
  ///   - queues: what the host loses.
  ///   - host: what it has before.
  /// - Returns: the files by name.
  public func files(losing queues: Set<APQN>, of host: Set<APQN>) -> [String] {
    let kept = host.subtracting(queues)
    return files.filter { _, named in
      !named.isDisjoint(with: queues) && named.isDisjoint(with: kept)
    }.keys.sorted()
  }
}
