import APHost
import APModel

/// Finds what keeps a target from being reached, before any step is thought of.
struct TargetChecker {
  let facts: HostFacts
  let target: Target
  let managed: Set<String>
  private var obstacles: [Obstacle] = []

  /// All obstacles that the host and the target have by themselves.
  static func obstacles(_ facts: HostFacts, _ target: Target) -> [Obstacle] {
    var checker = TargetChecker(facts: facts, target: target)
    checker.checkState()
    checker.checkOwnership()
    checker.checkMdevs()
    for guest in target.guests { checker.check(guest) }
    return checker.obstacles
  }

  private init(facts: HostFacts, target: Target) {
    self.facts = facts
    self.target = target
    managed = Set(target.guests.map(\.uuid))
  }

  mutating func add(
    _ rule: Obstacle.Rule, _ object: String, _ fact: String, remedy: String
  ) {
    obstacles.append(Obstacle(rule, object, fact, remedy: remedy))
  }

  private mutating func checkState() {
    if facts.isTorn {
      add(
        .unknownState, "the host", "the AP bus was scanned while it was read",
        remedy: "run the command again")
    }
    if facts.masks == nil {
      add(
        .unknownState, "the host", "apmask or aqmask could not be read",
        remedy: "see what apmatrix status says about them")
    }
    if facts.bus.hostConfiguration == nil, !facts.bus.lacksHostConfiguration {
      add(
        .unknownState, "the host", "its adapter and domain masks could not be read",
        remedy: "see what apmatrix status says about them")
    }
    if !facts.knowsBindings {
      add(
        .unknownState, "the host", "its devices, or which driver has each, could not be read",
        remedy: "see what apmatrix status says about them")
    } else if facts.hidesMdevs {
      add(
        .unknownState, "the host", "the matrix device of vfio_ap could not be read",
        remedy: "see what apmatrix status says about it")
    } else if !target.guests.isEmpty, !facts.hasVFIO {
      add(
        .moduleMissing, "the host", "the vfio_ap module is not loaded",
        remedy: "load it (modprobe vfio_ap)")
    }
  }

  private mutating func checkMdevs() {
    for mdev in facts.sortedMdevs {
      let isWanted = managed.contains(mdev.uuid)
      let isRemoved =
        target.removals.contains(mdev.uuid)
        || (!isWanted && target.unmanaged == .prune)
      if mdev.state == .beingRemoved, isWanted || target.removals.contains(mdev.uuid) {
        add(
          .mdevGoing, mdev.label, "its removal, or the loss of its driver, waits for its guest",
          remedy: "stop the guest; then plan again")
      } else if !mdev.isKnown, !target.onlyRemoves {
        add(
          .unknownState, mdev.label,
          "its assignment could not be read" + (mdev.unreadable.map { ": \($0)" } ?? ""),
          remedy: "see what apmatrix status says about it")
      }
      if isRemoved, mdev.state == .active { checkRemoval(mdev) }
    }
  }

  private mutating func checkRemoval(_ mdev: MdevFacts) {
    switch mdev.usage {
    case .stopped: return
    case .running:
      add(
        .mdevInUse, mdev.label, "a running guest has it open, so removing it would block",
        remedy: "stop the guest first")
    case .unknown:
      add(
        .mdevInUse, mdev.label, "whether a guest has it open can't be told: it reaches no queue",
        remedy:
          "give it a queue that is bound to vfio_ap, or remove it by hand after a look at QEMU")
    }
  }

  private mutating func check(_ guest: GuestTarget) {
    let object = guest.label
    checkNumbers(guest, object)
    for mdev in facts.sortedMdevs where mdev.uuid != guest.uuid {
      let isKept =
        !managed.contains(mdev.uuid)
        && !target.removals.contains(mdev.uuid) && target.unmanaged == .leave
      guard isKept, mdev.matrix.sharesQueues(with: guest.matrix) else { continue }
      let shared = QueueSet(mdev.matrix.intersection(guest.matrix))
      let name = target.names[mdev.uuid]
      let owner = name.map(GuestLabel.text) ?? mdev.label
      add(
        .queueTaken, object, "\(QueueList.text(shared, "belongs", "belong")) to \(owner)",
        remedy: "unassign \(shared.count == 1 ? "it" : "them") there"
          + (name == nil ? ", or declare that mdev as a guest" : ""))
    }
    checkHidden(guest)
    let outdated = guest.matrix.adapters.intersection(facts.outdated)
    if !outdated.isEmpty {
      add(
        .adapterTooOld, object,
        "vfio_ap has no driver for adapter \(outdated): it takes CEX4 and later",
        remedy: "leave it out")
    }
    if !facts.capabilities.hasApConfig, !facts.capabilities.formatsMatrixSafely,
      guest.matrix.queueCount >= MatrixPage.limit
    {
      add(
        .notReadable, object,
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

  private mutating func checkNumbers(_ guest: GuestTarget, _ object: String) {
    if let maximum = facts.bus.maximumAdapter,
      let beyond = guest.matrix.adapters.first(where: { $0 > maximum })
    {
      add(
        .aboveMaximum, object, "adapter \(beyond) is above this machine's highest, \(maximum)",
        remedy: "leave it out")
    }
    let domains = guest.matrix.domains.union(guest.matrix.controlDomains)
    if let maximum = facts.bus.maximumDomain, let beyond = domains.first(where: { $0 > maximum }) {
      add(
        .aboveMaximum, object, "domain \(beyond) is above this machine's highest, \(maximum)",
        remedy: "leave it out")
    }
  }
}
