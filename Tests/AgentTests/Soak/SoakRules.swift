import APModel

@testable import FakeKernel

/// What must hold after each single write of an agent that may disturb nobody.
struct SoakRules {
  /// The uuids that the configuration in force names.
  var managed: Set<String> = []
  /// The queues that the host uses.
  var used: Set<APQN> = []

  /// The first rule that a write broke; nil if it broke none.
  func violation(_ before: FakeKernel, _ after: FakeKernel) -> String? {
    if let crash = after.crash { return "the kernel crashed: \(crash)" }
    return twoOwners(after) ?? disturbed(before, after) ?? touched(before, after)
      ?? takenFromHost(before, after)
  }

  /// A queue is never in two guests, nor in a guest and with a host driver.
  private func twoOwners(_ kernel: FakeKernel) -> String? {
    let owners = kernel.mdevs.filter(\.owns)
    let host = kernel.hostQueues
    for (index, mdev) in owners.enumerated() {
      for other in owners[..<index] where other.matrix.sharesQueues(with: mdev.matrix) {
        return "\(mdev.uuid) and \(other.uuid) share a queue"
      }
      if let queue = mdev.shadow.queues.first(where: host.contains) {
        return "\(queue) is in \(mdev.uuid) and with a host driver"
      }
    }
    return nil
  }

  /// A running guest loses nothing.
  private func disturbed(_ before: FakeKernel, _ after: FakeKernel) -> String? {
    for guest in before.mdevs where guest.isOpen {
      guard let now = after.mdevs.first(where: { $0.uuid == guest.uuid }), now.phase == guest.phase
      else { return "\(guest.uuid) was removed although a guest has it open" }
      let hidden = before.hidden
      let lost = guest.shadow.queues.first { queue in
        !now.shadow.contains(queue)
          && hidden[queue.adapter, default: []].isDisjoint(with: now.matrix.domains)
      }
      if let lost {
        return "the running guest \(guest.uuid) lost \(lost)"
      }
    }
    return nil
  }

  /// mdevs that the configuration does not name stay as they are.
  private func touched(_ before: FakeKernel, _ after: FakeKernel) -> String? {
    for mdev in before.mdevs where !managed.contains(mdev.uuid) {
      let now = after.mdevs.first { $0.uuid == mdev.uuid }
      if now?.matrix != mdev.matrix { return "the unmanaged \(mdev.uuid) was changed" }
    }
    return nil
  }

  /// What the host uses stays with it.
  private func takenFromHost(_ before: FakeKernel, _ after: FakeKernel) -> String? {
    let kept = after.hostQueues
    let lost = before.hostQueues.intersection(used).first { !kept.contains($0) }
    return lost.map { "the host lost \($0), which it uses" }
  }
}

extension FakeKernel {
  /// The queues that the filter rejects because of how their last reset ended, which no attribute
  /// shows: nobody can foresee what an assignment takes because of them.
  fileprivate var hidden: [AdapterID: DomainSet] {
    var result: [AdapterID: DomainSet] = [:]
    for (adapter, card) in present {
      let unusable = capabilities.contains(.passesUnusable) ? [] : card.unusable
      result[adapter] = card.lost.union(unusable)
    }
    return result
  }
}
