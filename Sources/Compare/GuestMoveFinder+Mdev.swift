import APModel

extension GuestMoveFinder {
  /// Whether the guest's mdev can be made there, or is there as it must be.
  var mediatedDevice: [GuestMove.Check] {
    let rule = "mdev"
    guard !target.snapshot.hidesMdevs else {
      return [
        .unknown(
          rule, "which mdevs are there could not be read",
          remedy: "see apmatrix status there, and compare again")
      ]
    }
    guard target.snapshot.capabilities.vfioAP else {
      return [
        .unmet(rule, "vfio_ap is not loaded there", remedy: "load it there: modprobe vfio_ap")
      ]
    }
    guard !target.snapshot.bus.lacksHostConfiguration else {
      return [
        .unmet(
          rule, "vfio_ap passes no queue on there: the machine has no QCI facility",
          remedy: "choose another host; an mdev can be made there, and its guest gets nothing")
      ]
    }
    guard let there else { return [.met(rule, "the uuid is free there")] }
    return isSettled ? settled(rule, there.mdev) : [other(rule, there.mdev)]
  }

  /// The mdev of this uuid that is there and is not as it must be.
  private func other(_ rule: String, _ mdev: Mdev) -> GuestMove.Check {
    guard mdev.state == .active else {
      return .unmet(
        rule, "an mdev of this uuid is there and is \(mdev.state.rawValue)",
        remedy: "on the other host, \(mdev.hiddenRemedy)")
    }
    if let check = inUse(rule, mdev) { return check }
    guard mdev.assigned != nil else {
      return .unknown(
        rule, "an mdev of this uuid is there, and what it is assigned could not be read",
        remedy: mdev.hiddenRemedy)
    }
    return .unmet(
      rule, "the mdev is there with another matrix",
      remedy: "compare with apmatrix status --guest \(uuid) on both hosts, and mend the"
        + " configuration there")
  }

  /// The mdev that is there with the same matrix: its guest must get it, too.
  private func settled(_ rule: String, _ mdev: Mdev) -> [GuestMove.Check] {
    if let check = inUse(rule, mdev) { return [check] }
    let lacks = lacks
    guard lacks.isEmpty else {
      return lacks.map { group in
        .unmet(
          rule,
          "the mdev is there with the same matrix, and its guest lacks"
            + " \(QueueText.folded(group.queues)): \(group.fact)",
          remedy: "on the other host, \(group.remedy)")
      }
    }
    guard mdev.isInUse != nil else {
      return [
        .unknown(
          rule, "the mdev is there with the same matrix, and nothing tells whether a guest uses it",
          remedy: Self.oneUUID)
      ]
    }
    return [.met(rule, "the mdev is there with the same matrix")]
  }

  private func inUse(_ rule: String, _ mdev: Mdev) -> GuestMove.Check? {
    guard mdev.isInUse == true else { return nil }
    let user = mdev.process.map { " by process \($0.pid)" } ?? ""
    return .unmet(
      rule, "an mdev of this uuid is there and is in use\(user)", remedy: Self.oneUUID)
  }

  private static let oneUUID = "see which guest it is there; two guests can't have one uuid"
}

extension GuestMoveFinder {
  /// Whether the mdev is there with the guest's matrix, so that nothing is left to be assigned.
  var isSettled: Bool {
    there?.mdev.isSettled(as: matrix) ?? false
  }

  /// What the guest lacks there, or would lack once its mdev is made, and what no other check tells.
  var lacks: [MissingGroup] {
    let present = Set(target.snapshot.queues.map(\.id))
    return MissingGroup.groups(
      outcome.missing.filter { present.contains($0.queue) && !isToldElsewhere($0.reason) })
  }

  private func isToldElsewhere(_ reason: MissingReason) -> Bool {
    switch reason {
    case .noDriver(_, cause: .reservedForHost), .noDriver(_, cause: .noOverride): !isSettled
    case .noDriver(_, cause: .moduleNotLoaded): !target.snapshot.capabilities.vfioAP
    case .boundToHost, .noDevice, .noHostConfiguration, .hostConfigurationUnreadable,
      .bindingsUnreadable:
      true
    default: false
    }
  }
}

extension Mdev {
  /// Whether it is active and has just this matrix.
  func isSettled(as matrix: Matrix) -> Bool { state == .active && assigned == matrix }
}
