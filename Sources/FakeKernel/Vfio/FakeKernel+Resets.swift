import APModel

/// Resets of queues that take time.
///
/// vfio_ap polls a queue that it has reset until the hardware says that it is done, and holds its locks
/// meanwhile. The change that asked for the reset has happened by then: the assignment and the
/// guest's matrix are the new ones, and whoever wants to read them waits.
extension FakeKernel {
  /// Whether vfio_ap waits for a reset.
  public var isResetting: Bool { cards.contains { $0?.resetting.isEmpty == false } }

  /// Starts to wait for those of the queues whose hardware takes its time.
  mutating func startResets(_ adapter: AdapterID, _ domains: DomainSet) {
    guard capabilities.contains(.waitsForResets) else { return }
    cards[adapter.index]?.resetting.formUnion(hardware.slow(adapter, of: domains))
  }

  /// Ends the resets whose queue answers otherwise by now.
  mutating func endResets() {
    for number in cards.indices {
      guard let card = cards[number], !card.resetting.isEmpty else { continue }
      cards[number]?.resetting = hardware.slow(AdapterID(UInt8(number)), of: card.resetting)
    }
  }

  /// Whether a read of the attribute would wait for a reset: `matrix`, `guest_matrix` and `control_domains` of
  /// every mediated device, and `status` of every queue.
  func readWaits(_ path: String) -> Bool {
    guard isResetting, let (node, attribute) = try? resolve(path) else { return false }
    switch node {
    case .mdev: return ["matrix", "guest_matrix", "control_domains"].contains(attribute.name)
    case .queue: return attribute.name == "status"
    default: return false
    }
  }

  /// Whether a write to the attribute would wait for the end of resets before it does anything.
  func writeWaits(_ path: String) -> Bool { isResetting && writeTakesLocks(path) }

  /// Whether a write to the attribute takes vfio_ap's locks.
  ///
  /// Masks and binding files are among them, because they ask vfio_ap or bind its queues.
  func writeTakesLocks(_ path: String) -> Bool {
    guard let (node, attribute) = try? resolve(path), attribute.isWritable else { return false }
    switch node {
    case .mdev, .mdevDriver, .driver(.queue(.vfio)): return attribute.name != "uevent"
    case .type: return true
    case .bus: return ["apmask", "aqmask", "drivers_probe"].contains(attribute.name)
    default: return false
    }
  }
}

extension Hardware {
  /// The domains whose queue on the adapter says that its reset is in progress, of those asked for.
  func slow(_ adapter: AdapterID, of asked: DomainSet) -> DomainSet {
    guard let machine = adapters[adapter] else { return [] }
    return asked.intersection(machine.slowQueues).subtracting(unavailable(adapter, of: asked))
  }
}
