internal import APModel
internal import History
internal import Reconcile

/// Draws a look from what was read and what is intended.
struct LookBuilder {
  private let snapshot: HostSnapshot
  private let analysis: HostAnalysis
  private let index: GuestIndex
  private var names: [String: String] { index.names }

  init(_ snapshot: HostSnapshot, _ index: GuestIndex) {
    self.snapshot = snapshot
    self.index = index
    analysis = HostAnalysis(snapshot)
  }

  /// The look, without its duration.
  func look(_ intention: Intention) -> Look {
    var look = Look()
    look.fingerprint = Self.fingerprint(snapshot)
    look.poll = Fingerprint(SilentState(snapshot))
    look.steps = (intention.plan?.steps ?? []).compactMap(step)
    look.waits = intention.waits
    look.taken = intention.taken
    look.problems = (problems + intention.problems).sorted { $0.severity < $1.severity }
    look.guests = guests
    look.owners = owners
    look.adapters = adapters
    look.exposed = exposed
    look.hostQueues = hostQueues
    look.assigned = assigned
    look.queues = QueueSet(snapshot.queues.map(\.id))
    look.index = index
    look.hidden = Set(analysis.hiddenMdevs.map(\.uuid))
    look.isComplete = snapshot.isComplete
    look.isObstructed =
      !intention.problems.isEmpty || intention.plan == nil || intention.onlyBinds
    return look
  }

  /// What the history follows, where that is not as it was.
  ///
  /// - Parameter last: the fingerprint of the last look.
  func shown(_ fingerprint: Fingerprint, after last: Fingerprint?) -> Chronicle.Shown {
    if fingerprint == last { return .same }
    let sight = HostSight(analysis, names: names)
    return sight.map { .host($0) } ?? .nothing
  }

  /// What the host is, without what counts up by itself.
  private static func fingerprint(_ snapshot: HostSnapshot) -> Fingerprint {
    var still = snapshot
    still.bus.scans = nil
    still.bus.bindingsCompleteCount = nil
    return Fingerprint(still)
  }

  private func step(_ step: PlanStep) -> Look.Step? {
    guard let write = step.operation.write else { return nil }
    return Look.Step(object: HostObject.of(step, index), text: "\(write.line): \(step.grounds)")
  }

  /// The same list as in every report.
  private var problems: [Problem] {
    ProblemFinder(analysis, declared: names) { names[$0] ?? $0 }.problems
  }

  private var guests: [Look.Guest] {
    var present = analysis.guests.map { guest in
      var result = Look.Guest(
        name: names[guest.mdev.uuid] ?? guest.mdev.process?.name ?? guest.mdev.uuid,
        uuid: guest.mdev.uuid)
      // What is detached certainly gives its guest nothing.
      result.isReadable =
        guest.mdev.state == .detached || guest.mdev.assigned != nil && !guest.isUntold
      result.wanted = index.declared[guest.mdev.uuid] ?? Matrix()
      result.declared = result.wanted.queueCount
      result.assigned = guest.mdev.assigned?.queueCount ?? 0
      result.effective = guest.effective.queueCount
      result.matrix = guest.effective
      result.missing = guest.missing.count
      for outage in guest.outages {
        result.unanswering[outage.outage, default: 0] += outage.queues.count
      }
      result.isRunning = guest.mdev.isInUse
      result.isManaged = names[guest.mdev.uuid] != nil
      return result
    }
    let uuids = Set(present.map(\.uuid))
    // Where no mdev could be listed nobody knows that it has none.
    present += names.filter { !uuids.contains($0.key) }.map { uuid, name in
      index.absent(name, uuid, isReadable: !snapshot.hidesMdevs)
    }
    return present.sorted { ($0.name, $0.uuid) < ($1.name, $1.uuid) }
  }

  /// Before overrides the kernel itself keeps a driver of the host from what is assigned.
  private var exposed: [ExposedQueue] {
    guard snapshot.hasOverrides else { return [] }
    return analysis.ownerships.flatMap { ownership -> [ExposedQueue] in
      guard case .host(let driver) = ownership.owner else { return [] }
      return ownership.claims.map { uuid in
        let mdev = snapshot.mdevs.first { $0.uuid == uuid }
        return ExposedQueue(
          queue: ownership.queue, uuid: uuid, guest: names[uuid] ?? mdev?.process?.name ?? uuid,
          driver: driver, isRunning: mdev?.isInUse == true)
      }
    }
  }

  /// What drivers of the host have, where the kernel does not keep them from guests' queues.
  private var hostQueues: QueueSet {
    guard snapshot.hasOverrides else { return QueueSet() }
    return QueueSet(analysis.ownerships.lazy.filter { OwnerKind($0.owner) == .host }.map(\.queue))
  }

  private var assigned: [String: Matrix] {
    // Masks keep the host from them, and who goes from these to overrides has consented.
    guard snapshot.allowsOverrides else { return [:] }
    let known = snapshot.mdevs.compactMap { mdev in mdev.assigned.map { (mdev.uuid, $0) } }
    return Dictionary(known) { first, _ in first }
  }

  private var owners: Look.Owners {
    var owners = Look.Owners()
    for ownership in analysis.ownerships { owners.count(ownership.owner) }
    return owners
  }

  private var adapters: [Look.Adapter] {
    var owners: [AdapterID: Look.Owners] = [:]
    for ownership in analysis.ownerships {
      owners[ownership.queue.adapter, default: Look.Owners()].count(ownership.owner)
    }
    return snapshot.cards.map { card in
      var adapter = Look.Adapter(card)
      adapter.owners = owners[card.id] ?? Look.Owners()
      return adapter
    }
  }
}
