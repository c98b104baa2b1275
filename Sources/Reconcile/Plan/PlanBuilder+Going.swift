import APModel

/// What is put off as long as an mdev's removal waits for its guest: it owns its queues, but what it
/// holds can't be read any more.
extension PlanBuilder {
  /// The masks; others that set no bit as long as such an mdev is there.
  ///
  /// A bit could give its queues to the host, or be refused. What a failed plan has cleared is no such
  /// mdev's.
  mutating func settable(_ new: Masks, or other: Masks) -> Masks {
    guard new != other, !facts.going.isEmpty, target.wayBack == nil else { return new }
    if target.isMasksOnly {
      // Nobody comes back to a single change.
      for mdev in facts.going {
        stop(
          .mdevGoing, mdev.label,
          "its removal waits for its guest, and what it holds might go to the host",
          remedy: "stop its guest; then run the command again")
      }
      return other
    }
    putOff()
    return other
  }

  /// Queues for the host, without what such an mdev has, or may have: the kernel has no veto there.
  mutating func released(_ queues: QueueSet) -> QueueSet {
    let unknown = facts.going.isEmpty ? facts.hidden : facts.hidden.union(bindings.unbound)
    let kept = queues.intersection(unknown)
    if !kept.isEmpty { putOff() }
    return queues.subtracting(kept)
  }

  private mutating func putOff() {
    delays = facts.going.map {
      "\($0.label): its removal waits for its guest, and what it may hold goes back to the host after"
        + " that"
    }
  }
}
