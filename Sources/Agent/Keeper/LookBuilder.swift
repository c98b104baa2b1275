internal import APModel
internal import Reconcile

/// Draws a look from what was read and what is intended.
struct LookBuilder {
  private static let conflictsNamed = 8

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
    look.problems = problems + intention.problems
    look.guests = guests
    look.owners = owners
    look.isComplete = snapshot.isComplete
    look.isObstructed = !intention.problems.isEmpty || intention.plan == nil
    return look
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
    return Look.Step(object: HostObject.of(step, index), text: "\(write): \(step.reason)")
  }

  private var problems: [String] {
    var problems = snapshot.problems.map(\.description)
    if snapshot.isTorn { problems.append("host: scanned while it was read, read again later") }
    let conflicts = analysis.conflicts
    problems += conflicts.prefix(Self.conflictsNamed).map(describe)
    let more = conflicts.count - Self.conflictsNamed
    if more > 0 { problems.append("\(more) more queues have two owners; see apmatrix status") }
    return problems + analysis.guests.flatMap(outages)
  }

  /// What a guest has and can't use; the kernel's filter does not mind, and no event tells.
  private func outages(of guest: GuestAnalysis) -> [String] {
    let name = names[guest.mdev.uuid].map(HostObject.guest) ?? HostObject.mdev(guest.mdev.uuid)
    return analysis.outages(of: guest).map { outage in
      let count = outage.queues.count == 1 ? "a queue" : "\(outage.queues.count) queues"
      return "\(name): \(count) of adapter \(outage.adapter) can't answer: "
        + outage.outage.rawValue
    }
  }

  private func describe(_ conflict: QueueOwnership) -> String {
    let claims = conflict.claims.map { names[$0].map(HostObject.guest) ?? "mdev \($0)" }
    let claimants = claims.joined(separator: " and ")
    if case .host(let driver) = conflict.owner {
      return "queue \(conflict.queue): bound to \(driver) although it is assigned to \(claimants)"
    }
    return "queue \(conflict.queue): assigned to \(claimants)"
  }

  private var guests: [Look.Guest] {
    var present = analysis.guests.map { guest in
      var result = Look.Guest(
        name: names[guest.mdev.uuid] ?? guest.mdev.process?.name ?? guest.mdev.uuid,
        uuid: guest.mdev.uuid)
      result.isReadable = guest.mdev.assigned != nil
      result.assigned = guest.mdev.assigned?.queueCount ?? 0
      result.effective = guest.effective.queueCount
      result.missing = guest.missing.count
      result.isRunning = guest.mdev.isInUse
      result.isManaged = names[guest.mdev.uuid] != nil
      return result
    }
    let uuids = Set(present.map(\.uuid))
    present += names.filter { !uuids.contains($0.key) }.map { Look.Guest(name: $1, uuid: $0) }
    return present.sorted { ($0.name, $0.uuid) < ($1.name, $1.uuid) }
  }

  private var owners: Look.Owners {
    var owners = Look.Owners()
    for ownership in analysis.ownerships {
      switch ownership.owner {
      case .host: owners.host += 1
      case .guest, .unreadableGuest: owners.guest += 1
      case .passthrough: owners.passthrough += 1
      case .nobody: owners.nobody += 1
      }
    }
    return owners
  }
}
