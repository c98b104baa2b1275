import APHost
import APModel

/// What keeps one guest from what is declared for it.
extension TargetChecker {
  mutating func check(_ guest: GuestTarget) {
    checkNumbers(guest)
    checkOwners(guest)
    checkHidden(guest)
    let outdated = guest.matrix.adapters.intersection(facts.outdated)
    if !outdated.isEmpty {
      add(
        .adapterTooOld, guest.label,
        "vfio_ap has no driver for adapter \(outdated): it takes CEX4 and later",
        remedy: "leave it out")
    }
    checkPage(guest)
  }

  /// What another mdev keeps, the guest can't have.
  private mutating func checkOwners(_ guest: GuestTarget) {
    for mdev in facts.sortedMdevs where mdev.uuid != guest.uuid {
      let isKept =
        !managed.contains(mdev.uuid)
        && !target.removals.contains(mdev.uuid) && target.unmanaged == .leave
      guard isKept, mdev.matrix.sharesQueues(with: guest.matrix) else { continue }
      let shared = QueueSet(mdev.matrix.intersection(guest.matrix))
      let name = target.names[mdev.uuid]
      let owner = name.map(GuestLabel.text) ?? mdev.label
      add(
        .queueTaken, guest.label, "\(QueueList.text(shared, "belongs", "belong")) to \(owner)",
        remedy: "unassign \(shared.count == 1 ? "it" : "them") there"
          + (name == nil ? ", or declare that mdev as a guest" : ""))
    }
  }

  /// An old kernel writes the queues of a large guest beyond the page that `matrix` is read through.
  private mutating func checkPage(_ guest: GuestTarget) {
    guard !facts.capabilities.hasApConfig, !facts.capabilities.formatsMatrixSafely,
      guest.matrix.queueCount >= MatrixPage.limit
    else { return }
    add(
      .notReadable, guest.label,
      facts.mdevs.isEmpty
        ? "as long as there is no mdev nothing tells whether this kernel has ap_config, and without that"
          + " reading back \(guest.matrix.queueCount) queues from matrix can crash it"
        : "this kernel has no ap_config, and reading back \(guest.matrix.queueCount) queues from"
          + " matrix can crash it",
      remedy: facts.mdevs.isEmpty
        ? "on Linux 6.10 or later make an empty mdev (apmatrix guest create) and plan again; otherwise"
          + " declare fewer than 512 queues for the guest"
        : "declare fewer than 512 queues for the guest, or use Linux 6.10 or later")
  }

  /// What an mdev on its way out owns, nobody else can have (EADDRINUSE).
  private mutating func checkHidden(_ guest: GuestTarget) {
    let hidden = facts.hidden.intersection(guest.matrix)
    guard !hidden.isEmpty, facts.mdevs[guest.uuid]?.state != .beingRemoved else { return }
    add(
      .mdevGoing, guest.label,
      "\(QueueList.text(hidden, "still belongs", "still belong")) to an mdev whose removal waits for its guest",
      remedy: "stop that guest; then plan again")
  }

  private mutating func checkNumbers(_ guest: GuestTarget) {
    if let maximum = facts.bus.maximumAdapter,
      let beyond = guest.matrix.adapters.first(where: { $0 > maximum })
    {
      add(
        .aboveMaximum, guest.label, "adapter \(beyond) is above this machine's highest, \(maximum)",
        remedy: "leave it out")
    }
    let domains = guest.matrix.domains.union(guest.matrix.controlDomains)
    if let maximum = facts.bus.maximumDomain, let beyond = domains.first(where: { $0 > maximum }) {
      add(
        .aboveMaximum, guest.label, "domain \(beyond) is above this machine's highest, \(maximum)",
        remedy: "leave it out")
    }
  }
}
