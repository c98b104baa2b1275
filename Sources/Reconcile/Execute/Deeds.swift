import APModel

/// What the steps of one run have done to a host: all that a way back may touch.
struct Deeds {
  /// What an mdev may hold if nobody else has changed it since; nil stands for no mdev.
  ///
  /// A step that failed leaves two possibilities: it has had its effect, or it has not.
  private(set) var outcomes: [String: [Matrix?]] = [:]
  /// The mdevs that the run has made.
  private(set) var created: Set<String> = []
  /// The queues whose override or driver was changed one by one.
  private(set) var queues = QueueSet()
  /// The queues that were unbound or probed.
  private var moved = QueueSet()
  private var cleared = Masks(adapters: [], domains: [])
  private var set = Masks(adapters: [], domains: [])
  /// Whether a way back has anything to do.
  private(set) var isEmpty = true
  private let origin: PlanOrigin

  /// Nothing has been done yet.
  init(_ origin: PlanOrigin) { self.origin = origin }

  /// Takes in a step.
  ///
  /// - Parameter isCertain: whether it was proved; else it may have acted although it failed.
  mutating func note(_ step: PlanStep, isCertain: Bool) {
    isEmpty = false
    switch step.operation {
    case .changeMask(let change): note(change)
    case .override(let queue, _): queues.insert(queue)
    case .unbind(let queue, _), .probe(let queue, _):
      queues.insert(queue)
      moved.insert(queue)
    case .create(let uuid):
      created.insert(uuid)
      note(uuid, Matrix(), isCertain)
    case .remove(let uuid): note(uuid, nil, isCertain)
    case .configure(let uuid, let matrix): note(uuid, matrix, isCertain)
    case .assign(let uuid, let member):
      note(uuid, step.held(by: uuid).with(member, isMember: true), isCertain)
    case .unassign(let uuid, let member):
      note(uuid, step.held(by: uuid).with(member, isMember: false), isCertain)
    // A card's driver disturbs nobody, and what appears is nobody's yet.
    case .probeCard, .autoprobe, .awaitBinding, .verify: break
    }
  }

  /// The override of a queue is what it was before.
  mutating func restored(_ queue: APQN) {
    if !moved.contains(queue) { queues = queues.subtracting(QueueSet([queue])) }
  }

  /// The masks without what the run has cleared and set, as far as that is still there.
  ///
  /// - Returns: the masks from which to set bits again, and those that may be set.
  func undone(_ masks: Masks) -> (start: Masks, limit: Masks) {
    let start = Masks(
      adapters: masks.adapters.subtracting(set.adapters),
      domains: masks.domains.subtracting(set.domains))
    let limit = Masks(
      adapters: start.adapters.union(cleared.adapters),
      domains: start.domains.union(cleared.domains))
    return (start, limit)
  }

  private mutating func note(_ uuid: String, _ matrix: Matrix?, _ isCertain: Bool) {
    let before = outcomes[uuid] ?? [origin.matrices[uuid]]
    outcomes[uuid] = isCertain ? [matrix] : before + [matrix]
  }

  private mutating func note(_ change: MaskChange) {
    switch change {
    case .adapters(let old, let new):
      Self.note(old, new, cleared: &cleared.adapters, set: &set.adapters)
    case .domains(let old, let new):
      Self.note(old, new, cleared: &cleared.domains, set: &set.domains)
    }
  }

  /// A later plan of the same run may take back what an earlier one did; only the difference counts.
  private static func note<Identifier>(
    _ old: IdentifierSet<Identifier>, _ new: IdentifierSet<Identifier>,
    cleared: inout IdentifierSet<Identifier>, set: inout IdentifierSet<Identifier>
  ) {
    let lost = old.subtracting(new)
    let gained = new.subtracting(old)
    let isOwn = (lost: set, gained: cleared)
    cleared = cleared.union(lost.subtracting(isOwn.lost)).subtracting(gained)
    set = set.union(gained.subtracting(isOwn.gained)).subtracting(lost)
  }
}
