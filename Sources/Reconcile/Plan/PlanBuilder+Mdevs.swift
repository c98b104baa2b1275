import APModel

/// What the host and the target say of mdevs.
extension PlanBuilder {
  /// The name of an mdev's guest in messages.
  func name(_ uuid: String) -> String {
    guests[uuid]?.name ?? facts.mdevs[uuid]?.label ?? uuid
  }

  /// Whether a guest runs with the mdev, as far as anyone can tell.
  func mayRun(_ uuid: String) -> Bool { facts.mdevs[uuid]?.mayRun ?? false }

  /// Whether a guest certainly runs with the mdev.
  func isRunning(_ uuid: String) -> Bool { facts.mdevs[uuid]?.usage == .running }

  /// Whether the mdev will be there, with its driver, after the removals.
  func persists(_ uuid: String) -> Bool {
    guard let mdev = facts.mdevs[uuid] else { return false }
    return mdev.state == .active && !isRemoved(mdev)
  }

  /// Whether the target does without an mdev that is there.
  func isRemoved(_ mdev: MdevFacts) -> Bool {
    if target.removals.contains(mdev.uuid) { return true }
    if guests[mdev.uuid] != nil { return mdev.state == .detached }
    return target.unmanaged == .prune && mdev.state != .beingRemoved
  }

  /// The matrix that the target has for an mdev; nil if it does not name it.
  func wanted(_ uuid: String) -> Matrix? { guests[uuid]?.matrix }

  /// Everything that mdevs hold once the target is reached.
  var needs: [Matrix] {
    target.guests.map(\.matrix)
      + undeclared.map(\.matrix) + kept + target.prepared
  }

  /// The mdevs that stay as they are, and that the target does not name.
  var undeclared: [MdevFacts] {
    facts.sortedMdevs.filter { persists($0.uuid) && wanted($0.uuid) == nil }
  }

  /// What is left alone; where masks decide, only what they do not reserve already.
  private var kept: [Matrix] {
    guard target.ownership == .masks, let masks = facts.masks else { return target.kept }
    return target.kept.filter { !masks.reserveAny(of: $0) }
  }
}
