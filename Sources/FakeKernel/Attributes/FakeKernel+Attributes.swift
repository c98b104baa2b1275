import APModel

extension FakeKernel {
  /// The attributes that the directory has now.
  func attributes(of node: Node) -> [Attribute] {
    typealias Tables = AttributeTables
    switch node {
    case .bus:
      return Tables.bus + when(.busFeatures, Tables.busFeatures)
        + when(.driverOverride, Tables.busCount)
    case .driver, .mdevDriver: return Tables.driver
    case .root, .vfioRoot: return Tables.root
    case .card(let adapter): return cardAttributes(adapter)
    case .queue(let queue): return queueAttributes(queue)
    case .matrix: return Tables.matrix + when(.matrixFeatures, Tables.matrixFeatures)
    case .type: return Tables.type
    case .mdev(let index): return mdevAttributes(mdevs[index])
    case .vfioDevice: return Tables.vfioDevice + when(.deviceNodes, Tables.vfioNode)
    case .mdevBus, .matrixBus: return Tables.otherBus
    case .matrixDriver: return Tables.matrixDriver
    }
  }

  private func when(_ capability: KernelCapabilities, _ table: [Attribute]) -> [Attribute] {
    capabilities.contains(capability) ? table : []
  }

  private func cardAttributes(_ adapter: AdapterID) -> [Attribute] {
    guard let card = cards[adapter.index] else { return [] }
    guard card.isBound else { return AttributeTables.card }
    let common = AttributeTables.card + AttributeTables.boundCard
    switch card.mode {
    case .accelerator: return common
    case .cca: return common + AttributeTables.ccaCard
    case .ep11: return common + AttributeTables.ep11Card
    }
  }

  private func queueAttributes(_ queue: APQN) -> [Attribute] {
    guard let card = cards[queue.adapter.index] else { return [] }
    let common =
      AttributeTables.queue + when(.busFeatures, AttributeTables.queueFunctions)
      + when(.driverOverride, AttributeTables.queueOverride)
    switch (card.driver(of: queue.domain), card.mode) {
    case (nil, _): return common
    case (.vfio, _): return common + AttributeTables.vfioQueue
    case (.cex4queue, .accelerator): return common + AttributeTables.hostQueue
    case (.cex4queue, .cca): return common + AttributeTables.hostQueue + AttributeTables.ccaQueue
    case (.cex4queue, .ep11):
      return common + AttributeTables.hostQueue + AttributeTables.ep11Queue
    }
  }

  /// While a removal waits for its guest, no attribute is left.
  private func mdevAttributes(_ mdev: FakeMdev) -> [Attribute] {
    switch mdev.phase {
    case .bound:
      return AttributeTables.mdev + when(.apConfig, AttributeTables.mdevConfig)
        + AttributeTables.mdevRemove + AttributeTables.mdevBasics
    case .detached, .detaching: return AttributeTables.mdevBasics + AttributeTables.mdevRemove
    case .leaving: return []
    }
  }
}
