import APModel

extension FakeKernel {
  /// The attributes that the directory has now.
  func attributes(of node: Node) -> [Attribute] { Array(tables(of: node).joined()) }

  /// The attribute of that name that the directory has now; nil if it has none.
  func attribute(_ name: Substring, of node: Node) -> Attribute? {
    for table in tables(of: node) {
      if let attribute = table.first(where: { $0.name == name }) { return attribute }
    }
    return nil
  }

  private func tables(of node: Node) -> [[Attribute]] {
    typealias Tables = AttributeTables
    switch node {
    case .bus:
      return [
        Tables.bus, when(.busFeatures, Tables.busFeatures), when(.driverOverride, Tables.busCount),
      ]
    case .driver, .mdevDriver: return [Tables.driver]
    case .root, .vfioRoot: return [Tables.root]
    case .card(let adapter): return cardTables(adapter)
    case .queue(let queue): return queueTables(queue)
    case .matrix: return [Tables.matrix, when(.matrixFeatures, Tables.matrixFeatures)]
    case .type: return [Tables.type]
    case .mdev(let index): return mdevTables(mdevs[index])
    case .vfioDevice: return [Tables.vfioDevice, when(.deviceNodes, Tables.vfioNode)]
    case .mdevBus, .matrixBus: return [Tables.otherBus]
    case .matrixDriver: return [Tables.matrixDriver]
    }
  }

  private func when(_ capability: KernelCapabilities, _ table: [Attribute]) -> [Attribute] {
    capabilities.contains(capability) ? table : []
  }

  private func cardTables(_ adapter: AdapterID) -> [[Attribute]] {
    guard let card = cards[adapter.index] else { return [] }
    guard card.isBound else { return [AttributeTables.card] }
    let common = [AttributeTables.card, AttributeTables.boundCard]
    switch card.mode {
    case .accelerator: return common
    case .cca: return common + [AttributeTables.ccaCard]
    case .ep11: return common + [AttributeTables.ep11Card]
    }
  }

  private func queueTables(_ queue: APQN) -> [[Attribute]] {
    guard let card = cards[queue.adapter.index] else { return [] }
    typealias Tables = AttributeTables
    return [
      Tables.queue, when(.busFeatures, Tables.queueFunctions),
      when(.driverOverride, Tables.queueOverride),
    ] + Self.tables(of: card.driver(of: queue.domain), card.mode)
  }

  /// What a queue has of its driver.
  private static func tables(of driver: QueueDriver?, _ mode: CardMode) -> [[Attribute]] {
    switch (driver, mode) {
    case (nil, _): []
    case (.vfio, _): [AttributeTables.vfioQueue]
    case (.cex4queue, .accelerator): [AttributeTables.hostQueue]
    case (.cex4queue, .cca): [AttributeTables.hostQueue, AttributeTables.ccaQueue]
    case (.cex4queue, .ep11): [AttributeTables.hostQueue, AttributeTables.ep11Queue]
    }
  }

  /// While a removal waits for its guest, no attribute is left.
  private func mdevTables(_ mdev: FakeMdev) -> [[Attribute]] {
    typealias Tables = AttributeTables
    switch mdev.phase {
    case .bound:
      return [
        Tables.mdev, when(.apConfig, Tables.mdevConfig), Tables.mdevRemove, Tables.mdevBasics,
      ]
    case .detached, .detaching: return [Tables.mdevBasics, Tables.mdevRemove]
    case .leaving: return []
    }
  }
}
