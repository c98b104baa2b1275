public import APModel

/// The directories and links that a reader of a host walks through, answered from the state.
extension FakeKernel {
  /// The names in a directory, as `readdir` gives them but ordered.
  ///
  /// - Parameter path: the directory of the bus' devices, of its drivers and each driver, of the
  ///   mediated devices and their driver, or of anything else that has attributes, for their names.
  /// - Returns: nil if the directory is not there, or is none of these.
  public func names(in path: String) -> [String]? {
    let hasVFIO = bus.drivers.contains(.vfio)
    let hasZcrypt = bus.drivers.contains(.zcrypt)
    let names: [String]? =
      switch path {
      case "bus/ap/devices":
        present.flatMap { adapter, card in
          [adapter.cardName] + card.queues.map { "\(APQN(adapter, $0))" }
        }
      case "bus/ap/drivers":
        (hasZcrypt ? [DriverName.hostCard, DriverName.hostQueue] : [])
          + (hasVFIO ? [DriverName.vfioAP] : [])
      case "bus/ap/drivers/cex4card":
        hasZcrypt ? present.filter(\.card.isBound).map(\.adapter.cardName) : nil
      case "bus/ap/drivers/cex4queue":
        hasZcrypt ? queues(boundTo: \.host).map(\.description) : nil
      case "bus/ap/drivers/vfio_ap":
        hasVFIO ? queues(boundTo: \.vfio).map(\.description) : nil
      case "devices/vfio_ap/matrix":
        hasVFIO ? mdevs.map(\.uuid) + ["mdev_supported_types"] : nil
      case "bus/mdev/devices": mdevs.filter { $0.phase != .leaving }.map(\.uuid)
      case "bus/mdev/drivers/vfio_ap_mdev": mdevs.filter { $0.phase == .bound }.map(\.uuid)
      default:
        node(path.split(separator: "/")[...]).map { attributes(of: $0).map(\.name) }
      }
    return names?.sorted()
  }

  /// Where the link `driver` of a card or queue points, or `iommu_group` of a mediated device.
  ///
  /// - Returns: nil if there is no such link.
  public func link(at path: String) -> String? {
    let parts = path.utf8.split(separator: UInt8(ascii: "/")).suffix(2).map { Substring($0) }
    guard parts.count == 2, let name = parts.first, let link = parts.last else { return nil }
    if link == "driver", let driver = driver(of: name) {
      return "../../../../bus/ap/drivers/\(driver)"
    }
    guard link == "iommu_group", let index = mdevIndex(String(name)),
      mdevs[index].phase != .detached
    else { return nil }
    return "../../../kernel/iommu_groups/\(mdevs[index].group)"
  }

  /// The cards that have a device; only adapters that the hardware once had can have one.
  var present: [(adapter: AdapterID, card: CardState)] {
    hardware.adapters.keys.sorted().compactMap { adapter in
      cards[Int(adapter.number)].map { (adapter, $0) }
    }
  }

  /// The domains of each adapter's queues without a driver.
  public var unboundQueues: [AdapterID: DomainSet] {
    var found: [AdapterID: DomainSet] = [:]
    for adapter in hardware.adapters.keys {
      guard let unbound = cards[adapter.index]?.unbound, !unbound.isEmpty else { continue }
      found[adapter] = unbound
    }
    return found
  }

  /// For each adapter the domains whose queue vfio_ap has and that no mediated device is assigned.
  ///
  /// - Parameter held: what all mediated devices are assigned, by adapter number.
  public func freeQueues(beside held: [DomainSet]) -> [AdapterID: DomainSet] {
    var free: [AdapterID: DomainSet] = [:]
    for (number, card) in cards.enumerated() {
      guard let domains = card?.vfio.subtracting(held[number]), !domains.isEmpty else { continue }
      free[AdapterID(UInt8(number))] = domains
    }
    return free
  }

  private func queues(boundTo driver: KeyPath<CardState, DomainSet>) -> [APQN] {
    present.flatMap { adapter, card in card[keyPath: driver].map { APQN(adapter, $0) } }
  }

  private func driver(of name: Substring) -> String? {
    if let queue = APQN(name: name) {
      guard let card = cards[Int(queue.adapter.number)] else { return nil }
      if card.vfio.contains(queue.domain) { return DriverName.vfioAP }
      return card.host.contains(queue.domain) ? DriverName.hostQueue : nil
    }
    guard let adapter = AdapterID(cardName: name) else { return nil }
    return cards[Int(adapter.number)]?.isBound ?? false ? DriverName.hostCard : nil
  }
}
