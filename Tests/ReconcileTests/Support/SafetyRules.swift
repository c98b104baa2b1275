import APModel
import FakeKernel
import Reconcile

/// The safety rules that hold after every single write, held against the state of a fake kernel.
struct SafetyRules {
  private let before: FakeKernel
  private let scenario: Scenario
  private let named: [String: Matrix]

  init(_ before: FakeKernel, _ scenario: Scenario) {
    self.before = before
    self.scenario = scenario
    named = Dictionary(scenario.target.guests.map { ($0.uuid, $0.matrix) }) { first, _ in first }
  }

  /// The first rule that a state breaks; nil if all hold.
  func violation(_ kernel: FakeKernel) -> String? {
    if let crash = kernel.crash { return "the kernel crashed: \(crash)" }
    return twoOwners(kernel) ?? exposed(kernel) ?? disturbed(kernel) ?? touched(kernel)
      ?? usedByHost(kernel)
  }

  /// A queue is never in two guests, or in a guest and with a host driver.
  private func twoOwners(_ kernel: FakeKernel) -> String? {
    let owners = kernel.mdevs.filter(\.owns)
    for (index, mdev) in owners.enumerated() {
      for other in owners[..<index] where other.matrix.sharesQueues(with: mdev.matrix) {
        return "\(mdev.uuid) and \(other.uuid) share a queue"
      }
      let shared = QueueSet(mdev.shadow).intersection(kernel.hostQueues)
      if !shared.isEmpty { return "\(shared.queues) are in \(mdev.uuid) and with a host driver" }
    }
    return nil
  }

  /// No write brings a queue to a host driver while it is assigned.
  private func exposed(_ kernel: FakeKernel) -> String? {
    let queues = Self.exposed(kernel).subtracting(Self.exposed(before))
    return queues.isEmpty ? nil : "\(queues.queues) are assigned and with a host driver"
  }

  private static func exposed(_ kernel: FakeKernel) -> QueueSet {
    let host = kernel.hostQueues
    return kernel.mdevs.filter(\.owns).reduce(QueueSet()) {
      $0.union(host.intersection($1.matrix))
    }
  }

  /// A running guest keeps what it has, without consent all of it, with consent what the target
  /// leaves it.
  private func disturbed(_ kernel: FakeKernel) -> String? {
    for guest in before.mdevs where guest.isOpen {
      guard let now = kernel.mdevs.first(where: { $0.uuid == guest.uuid }), now.phase == guest.phase
      else { return "\(guest.uuid) was removed although a guest has it open" }
      var kept = QueueSet(guest.shadow)
      if scenario.allowsDisruption, let matrix = named[guest.uuid] {
        kept = kept.intersection(matrix)
      }
      let lost = kept.subtracting(QueueSet(now.shadow))
      if !lost.isEmpty { return "the running guest \(guest.uuid) lost \(lost.queues)" }
    }
    return nil
  }

  /// mdevs that the configuration does not name stay as they are.
  private func touched(_ kernel: FakeKernel) -> String? {
    guard scenario.target.unmanaged == .leave else { return nil }
    for mdev in before.mdevs where named[mdev.uuid] == nil {
      let now = kernel.mdevs.first { $0.uuid == mdev.uuid }
      if now?.matrix != mdev.matrix { return "the unmanaged \(mdev.uuid) was changed" }
    }
    return nil
  }

  /// What the host has used is taken only with consent.
  private func usedByHost(_ kernel: FakeKernel) -> String? {
    guard !scenario.allowsDisruption else { return nil }
    let lost = before.hostQueues.intersection(scenario.used).subtracting(kernel.hostQueues)
    return lost.isEmpty ? nil : "the host lost \(lost.queues), which it uses"
  }
}
