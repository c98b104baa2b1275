/// Queues that guests lack for the same reason, told once.
///
/// Queues in the way for the same reason are one reason: an adapter that answers for none of its domains
/// is one thing to look after, not one for each domain.
public struct MissingGroup: Hashable, Sendable {
  /// The missing queues, ascending.
  public private(set) var queues: [APQN]
  /// The reason of the first one.
  private let reason: MissingReason
  /// The queues in the way, ascending; empty for a reason that names none.
  private var obstacles: [APQN]

  /// Puts missing queues together, in the order of the first queue of each group.
  public static func groups(_ missing: some Sequence<MissingQueue>) -> [MissingGroup] {
    var groups: [MissingGroup] = []
    var positions: [MissingReason: Int] = [:]
    for one in missing {
      if let position = positions[one.reason.kind] {
        groups[position].queues.append(one.queue)
        groups[position].obstacles += one.reason.obstacle.map { [$0] } ?? []
      } else {
        positions[one.reason.kind] = groups.count
        groups.append(MissingGroup(one))
      }
    }
    return groups.map(\.sorted)
  }

  private init(_ missing: MissingQueue) {
    queues = [missing.queue]
    reason = missing.reason
    obstacles = missing.reason.obstacle.map { [$0] } ?? []
  }

  private var sorted: MissingGroup {
    var group = self
    group.queues = Set(queues).sorted()
    group.obstacles = Set(obstacles).sorted()
    return group
  }

  /// The fact, as half a sentence without a full stop.
  public var fact: String { reason.fact(QueueWords(obstacles)) }

  /// What would give the queues back, as a sentence without a full stop.
  public var remedy: String { reason.remedy(QueueWords(obstacles)) }

  /// The same for all reasons that are told together.
  public var kind: MissingReason { reason.kind }
}

extension MissingReason {
  /// The reason without the queue in the way: the lowest name stands for all.
  fileprivate var kind: MissingReason { about(APQN(AdapterID(0), DomainID(0))) }
}
