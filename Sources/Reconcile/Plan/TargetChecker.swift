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
        .unknownState, "the host", "the host changed while it was read",
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
      if isRemoved, mdev.state == .active {
        checkRemoval(mdev, isPruned: !target.removals.contains(mdev.uuid))
      }
    }
  }

  private mutating func checkRemoval(_ mdev: MdevFacts, isPruned: Bool) {
    let ground = isPruned ? "it is not declared (unmanaged: prune), and " : ""
    let ways = isPruned ? ["declare it", "write \"unmanaged: leave\""] : []
    switch mdev.usage {
    case .stopped: return
    case .running:
      add(
        .mdevInUse, mdev.label, ground + "a running guest has it open, so removing it would block",
        remedy: Self.either(["stop the guest first"] + ways))
    case .unknown:
      add(
        .mdevInUse, mdev.label,
        ground + "whether a guest has it open can't be told: it reaches no queue",
        remedy: Self.either(
          [
            "give it a queue that is bound to vfio_ap", "remove it by hand after a look at QEMU",
          ] + ways))
    }
  }

  /// Ways out as one sentence: `do this, that, or the third`.
  private static func either(_ ways: [String]) -> String {
    guard let last = ways.last, ways.count > 1 else { return ways.joined() }
    return ways.dropLast().joined(separator: ", ") + ", or " + last
  }
}
