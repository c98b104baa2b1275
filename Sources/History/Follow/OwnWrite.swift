internal import APModel
public import Reconcile

/// A write of the agent that was done and read back.
public struct OwnWrite: Hashable, Sendable {
  /// What it did.
  public let operation: PlanOperation
  /// When it was done.
  public let moment: Moment
  /// The number of the last event that the kernel had sent by then; nil if that is not known.
  public let mark: UInt64?

  /// Notes a write.
  public init(_ operation: PlanOperation, at moment: Moment, mark: UInt64?) {
    self.operation = operation
    self.moment = moment
    self.mark = mark
  }

  /// The attribute and the value, by identifiers where a mask would fill the line.
  public var text: String {
    operation.write.map { "\($0.path) = \($0.words)" } ?? ""
  }

  /// The bits of a mask that it changed; nil if it is about something else.
  var maskBits: (adapters: AdapterSet, domains: DomainSet)? {
    guard case .changeMask(let change) = operation else { return nil }
    switch change {
    case .adapters(let old, let new):
      return (old.subtracting(new).union(new.subtracting(old)), [])
    case .domains(let old, let new): return ([], old.subtracting(new).union(new.subtracting(old)))
    }
  }

  /// The queue that it is about; nil if it is about more than one, or none.
  var onlyQueue: APQN? {
    switch operation {
    case .unbind(let queue, _), .probe(let queue, _), .override(let queue, _): queue
    default: nil
    }
  }

  /// Whether it may have changed who has a queue.
  ///
  /// - Parameter claims: what it did to an assignment.
  func concerns(_ queue: APQN, _ claims: ClaimChange?) -> Bool {
    if let onlyQueue { return onlyQueue == queue }
    switch operation {
    case .probeCard(let adapter): return adapter == queue.adapter
    case .changeMask:
      guard let bits = maskBits else { return false }
      return bits.adapters.contains(queue.adapter) || bits.domains.contains(queue.domain)
    default: return claims?.moves(queue) ?? false
    }
  }
}

/// How an mdev's assignment changed at one moment.
struct ClaimChange: Hashable, Sendable {
  let uuid: String
  let before: Matrix
  let after: Matrix

  /// Whether a queue came to the mdev, or left it.
  func moves(_ queue: APQN) -> Bool { before.contains(queue) != after.contains(queue) }

  /// Whose the queue is afterwards.
  func claim(of queue: APQN, from claim: HostSight.Claim) -> HostSight.Claim {
    if after.contains(queue) { return .guest(uuid) }
    return before.contains(queue) && claim == .guest(uuid) ? .none : claim
  }
}

extension OwnWrite {
  /// Whether an event came only after it had ended.
  func wasOver(before event: HeardEvent) -> Bool {
    guard let number = event.sequence, let mark else { return event.moment > moment }
    return number > mark
  }

  /// The mdev whose assignment it changed, and the new assignment; nil if it changed none.
  func assignment(_ assigned: [String: Matrix]) -> (uuid: String, Matrix)? {
    switch operation {
    case .configure(let uuid, let matrix): return (uuid, matrix)
    case .create(let uuid), .remove(let uuid): return (uuid, Matrix())
    case .assign(let uuid, let member):
      var matrix = assigned[uuid] ?? Matrix()
      member.apply(to: &matrix, inserting: true)
      return (uuid, matrix)
    case .unassign(let uuid, let member):
      var matrix = assigned[uuid] ?? Matrix()
      member.apply(to: &matrix, inserting: false)
      return (uuid, matrix)
    default: return nil
    }
  }
}
