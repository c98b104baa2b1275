/// Who may use the host's queues, as far as it can be seen without asking the hardware.
public struct QueueUsers: Hashable, Sendable {
  /// The programs, `name (pid N)`, that reach each queue through an open device node of zcrypt.
  public var programs: [APQN: [String]] = [:]
  /// The configuration files of other software that name each queue.
  public var files: [APQN: [String]] = [:]
  /// The configuration files whose program takes whatever EP11 queue the host has.
  public var ep11Files: [String] = []
  /// What could not be looked at, each as a half sentence; empty if everything could.
  public var unseen: [String] = []

  /// Nobody, and all was seen.
  public init() {}

  /// The queues that each file names.
  public var queuesByFile: [String: Set<APQN>] {
    var queues: [String: Set<APQN>] = [:]
    for (queue, names) in files {
      for name in names { queues[name, default: []].insert(queue) }
    }
    return queues
  }

  /// What both have found.
  public func union(_ other: QueueUsers) -> QueueUsers {
    var all = self
    all.programs.merge(other.programs) { $0 + $1 }
    all.files.merge(other.files) { $0 + $1 }
    all.ep11Files += other.ep11Files
    all.unseen += other.unseen
    return all
  }
}
