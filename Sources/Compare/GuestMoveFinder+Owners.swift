import APModel
import Reconcile

extension GuestMoveFinder {
  /// A queue of the guest's matrix that is there.
  private struct Wanted {
    let queue: Queue
    let ownership: QueueOwnership

    var id: APQN { queue.id }
    var tellsStatus: Bool { queue.details?.status != nil }
  }

  /// Whether each of its queues is free for it there.
  var owners: [GuestMove.Check] {
    let wanted = zip(target.snapshot.queues, target.analysis.ownerships)
      .filter { matrix.contains($0.0.id) }.map { Wanted(queue: $0, ownership: $1) }
    let unclaimed = wanted.filter { $0.ownership.claims.allSatisfy { $0 == uuid } }
    let found = taken(wanted) + hosted(unclaimed) + hidden(unclaimed) + lacking
    let none = wanted.isEmpty ? ", as none is there" : ""
    return found.isEmpty
      ? [.met(Self.owners, "nobody else has a queue of it there\(none)")] : found
  }

  private static let owners = "owners"

  private func taken(_ wanted: [Wanted]) -> [GuestMove.Check] {
    var others: [String: QueueSet] = [:]
    for one in wanted {
      guard let rival = one.ownership.claims.first(where: { $0 != uuid }) else { continue }
      others[rival, default: QueueSet()].insert(one.id)
    }
    return others.sorted { $0.key < $1.key }.map { rival, queues in
      .unmet(
        Self.owners, "\(label(rival)) has \(QueueText.folded(queues.queues)) there",
        remedy: "choose other queues for one of the two guests")
    }
  }

  private func hosted(_ wanted: [Wanted]) -> [GuestMove.Check] {
    let bound = wanted.filter {
      if case .host = $0.ownership.owner { true } else { false }
    }
    let reserved = wanted.filter(isReserved)
    let facts = [
      bound.isEmpty ? nil : "the other host itself has \(Self.list(bound))",
      reserved.isEmpty
        ? nil : "apmask and aqmask there reserve \(Self.list(reserved)) for the host",
    ]
    return facts.compactMap(\.self).map { fact in
      .unmet(
        Self.owners, fact,
        remedy:
          "declare the guest in the configuration there and see apmatrix plan: it says what the"
          + " host would lose")
    }
  }

  /// Whether the kernel refuses to assign a queue although no driver of the host has it.
  ///
  /// An override gives it to somebody, also one that could not be read.
  private func isReserved(_ one: Wanted) -> Bool {
    let owner = one.ownership.owner
    guard !isSettled, owner == .nobody || owner == .passthrough, one.queue.driverOverride == nil
    else { return false }
    return target.snapshot.bus.reservesByMasks(one.id) == true
      && !target.snapshot.isUnread(one.id.devicePath("driver_override"))
  }

  /// What belongs to mdevs that could not be read: one that is being removed has its queues until its
  /// guest lets go.
  private func hidden(_ wanted: [Wanted]) -> [GuestMove.Check] {
    let hidden = target.analysis.hiddenMdevs
    let rivals = hidden.filter { $0.uuid != uuid }
    let theirs = wanted.filter {
      $0.ownership.owner == .unreadableGuest || $0.ownership.owner == .somebody
    }
    guard !rivals.isEmpty else { return hidden.isEmpty ? unlisted(theirs) : [] }
    // The guest's own mdev there may be what has them.
    let certain = theirs.filter { $0.tellsStatus && rivals.count == hidden.count }
    let uncertain = theirs.filter { !$0.tellsStatus || rivals.count < hidden.count }
    let names = rivals.map { "\(label($0.uuid)), \(Self.fact($0))," }.joined(separator: " or ")
    let remedies = Set(rivals.map(\.hiddenRemedy)).sorted().joined(separator: "; ")
    let facts = [
      (certain, GuestMove.Check.unmet, "has"), (uncertain, GuestMove.Check.unknown, "may have"),
    ]
    return facts.filter { !$0.0.isEmpty }.map { queues, check, verb in
      check(
        Self.owners, "\(names) \(verb) \(Self.list(queues)) there",
        "on the other host, \(remedies)")
    }
  }

  /// What vfio_ap calls assigned although no mdev that is there has it.
  private func unlisted(_ queues: [Wanted]) -> [GuestMove.Check] {
    guard !queues.isEmpty, !target.snapshot.hidesMdevs else { return [] }
    return [
      .unknown(
        Self.owners, "status of \(Self.list(queues)) says assigned there, and no mdev there has it",
        remedy: "see apmatrix status there, and compare again")
    ]
  }

  private static func list(_ queues: [Wanted]) -> String {
    QueueText.folded(queues.map(\.id))
  }

  private static func fact(_ mdev: Mdev) -> String {
    mdev.state == .beingRemoved ? "which is being removed" : "whose matrix could not be read"
  }

  /// What no driver has and the masks leave to vfio_ap.
  private var lacking: [GuestMove.Check] {
    guard !isSettled else { return [] }
    return lacks.map { group in
      .unmet(
        Self.owners, "the guest would lack \(QueueText.folded(group.queues)) there: \(group.fact)",
        remedy: "on the other host, \(group.remedy)")
    }
  }

  private func label(_ uuid: String) -> String {
    target.names[uuid].map { "guest \($0)" } ?? "mdev \(uuid)"
  }
}
