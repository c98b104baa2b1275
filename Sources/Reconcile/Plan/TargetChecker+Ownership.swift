import APModel

/// Whether queues can be handed over in the way that the target says.
extension TargetChecker {
  /// The kernel takes masks or overrides, never both.
  mutating func checkOwnership() {
    switch target.ownership {
    case .masks:
      let overridden = facts.overrides.keys.sorted()
      guard !overridden.isEmpty, !mayClear(overridden) else { return }
      add(
        .otherOwnership, "the host",
        "\(QueueList.text(overridden)) \(overridden.count == 1 ? "has" : "have") a driver_override,"
          + " with which the kernel refuses every mask write",
        remedy: wayToMasks(overridden))
    case .driverOverride:
      if !facts.hasOverrides {
        add(
          .otherOwnership, "the host", "this kernel's queues have no driver_override",
          remedy: "choose \"ownership: masks\", or use Linux 6.19 or later")
      } else if let masks = facts.masks, masks != .full {
        let mayChange = target.changesOwnership && facts.overrides.isEmpty
        if mayChange { checkWayToOverrides() } else { refuseOverrides() }
      }
    }
  }

  /// What lets masks be written.
  private func wayToMasks(_ overridden: [APQN]) -> String {
    let masks = "declare \"ownership: masks\" and apply it"
    guard target.isMasksOnly else {
      return "choose \"ownership: driver-override\", or \(masks)"
    }
    guard facts.lostOverrides.isEmpty else {
      return
        "\(masks), then restart the host: the kernel still counts the driver_override with which"
        + " \(QueueList.text(facts.lostOverrides)) left"
    }
    return "\(masks), which clears \(overridden.count == 1 ? "it" : "them")"
  }

  /// A way back clears what its own run has set, and fills no mask.
  private func mayClear(_ overridden: [APQN]) -> Bool {
    if let wayBack = target.wayBack { return overridden.allSatisfy(wayBack.queues.contains) }
    return target.changesOwnership
  }

  /// Beside masks of its own parameters the kernel does take overrides, and then no masks.
  private mutating func refuseOverrides() {
    guard !target.onlyRemoves, !(facts.mixesOwnership && movesNothing) else { return }
    guard facts.overrides.isEmpty else {
      return add(
        .otherOwnership, "the host",
        "\(QueueList.text(facts.overrides.keys.sorted())): driver_override is set beside masks of the"
          + " kernel's parameters",
        remedy: "declare \"ownership: masks\" and apply it, or start the host without ap.apmask and"
          + " ap.aqmask")
    }
    add(
      .otherOwnership, "the host",
      "apmask or aqmask has a bit clear, with which the kernel refuses every driver_override",
      remedy: "choose \"ownership: masks\", or return all queues and write all ones to both masks")
  }

  /// Whether vfio_ap has all that the guests need, and nothing is to go back.
  private var movesNothing: Bool {
    guard target.reservation == .asNeeded, !target.changesOwnership else { return false }
    let needed = target.guests.reduce(QueueSet()) { $0.union(QueueSet($1.matrix)) }
    return needed.intersection(facts.bindings.existing).subtracting(facts.bindings.vfio).isEmpty
  }

  /// Overrides need masks of all ones, and the kernel sets no bit that a queue of an mdev needs clear:
  /// each mdev has to let go of all it holds, which no running guest can do unharmed.
  private mutating func checkWayToOverrides() {
    for mdev in facts.sortedMdevs {
      let stays = !managed.contains(mdev.uuid) && !target.removals.contains(mdev.uuid)
      let isKept = stays && target.unmanaged == .leave && mdev.matrix.queueCount > 0
      let name = target.names[mdev.uuid].map(GuestLabel.text) ?? mdev.label
      let isDeclared = target.names[mdev.uuid] != nil
      if mdev.state == .beingRemoved {
        add(
          .mdevGoing, mdev.label,
          "until it has gone the kernel sets no mask bit that its queues need clear",
          remedy: "stop its guest; then plan again")
      } else if isKept, !isDeclared || !mdev.mayRun {
        add(
          .otherOwnership, name,
          "the kernel takes a driver_override only while both masks are all ones, and sets no bit that"
            + " its queues need clear",
          remedy: isDeclared
            ? "let apmatrix apply bring it to what is declared first, or stay with \"ownership: masks\""
            : "declare it as a guest, remove it, or stay with \"ownership: masks\"")
      } else if mdev.mayRun, mdev.matrix.queueCount > 0 {
        add(
          .otherOwnership, name,
          "a guest that may be running would lose all its queues for a while: the kernel takes a"
            + " driver_override only while both masks are all ones",
          remedy: "stop the guest; then plan again, or stay with \"ownership: masks\"")
      }
    }
  }
}
