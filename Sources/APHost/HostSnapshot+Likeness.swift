import APModel

/// What a reader compares.
extension BusState {
  /// Whether the masks alone lead to the driver that a queue has.
  func explainsBinding(of queue: Queue) -> Bool {
    guard queue.driver != nil else { return false }
    return reservesByMasks(queue.id) == !queue.isBoundToVFIO
  }
}

extension MatrixText {
  /// Whether a whole text names just the queues of a matrix.
  fileprivate func makesQueues(of matrix: Matrix) -> Bool {
    if adapters == matrix.adapters, domains == matrix.domains { return true }
    return matrix.queueCount == 0 && (adapters.isEmpty || domains.isEmpty)
  }
}

extension HostSnapshot {
  /// The queues that are bound to vfio_ap.
  var boundQueueCount: Int { queues.count(where: \.isBoundToVFIO) }

  /// Whether no queue shows the `driver_override` that this kernel's queues should have: they are leaving, or
  /// could not be read.
  var hidesOverrides: Bool { !queues.isEmpty && hasOverrides && !capabilities.driverOverride }

  /// The domains that readable mdevs are assigned, by adapter, and whether two have the same queue.
  var assigned: (domains: [DomainSet], isShared: Bool) {
    var domains = [DomainSet](repeating: [], count: 256)
    var isShared = false
    for matrix in mdevs.lazy.compactMap(\.assigned) {
      for adapter in matrix.adapters.map({ Int($0.number) }) {
        isShared = isShared || !domains[adapter].intersection(matrix.domains).isEmpty
        domains[adapter].formUnion(matrix.domains)
      }
    }
    return (domains, isShared)
  }

  /// Whether a queue seems to have two owners: two mdevs, or an mdev and a driver of the host.
  var seemsShared: Bool {
    let (domains, isShared) = assigned
    return isShared
      || queues.contains { queue in
        queue.driver != nil && !queue.isBoundToVFIO
          && domains[Int(queue.id.adapter.number)].contains(queue.id.domain)
      }
  }

  /// Whether a guest seems to get other queues than the rule gives it: what it is assigned, or what the rule needs,
  /// may have changed before the kernel told what it gets.
  var seemsMisfiltered: Bool {
    guard let host = bus.hostConfiguration else { return false }
    let told = mdevs.lazy.filter { $0.state == .active }.compactMap { mdev in
      mdev.assigned.flatMap { assigned in
        mdev.guestMatrix.flatMap { $0.isCutOff ? nil : (assigned: assigned, shown: $0) }
      }
    }
    // Most guests get all that they are assigned.
    let differing = told.filter { !$0.shown.makesQueues(of: $0.assigned) }
    guard !differing.isEmpty else { return false }
    var passable: [AdapterID: DomainSet] = [:]
    for queue in queues where queue.isBoundToVFIO {
      passable[queue.id.adapter, default: []].insert(queue.id.domain)
    }
    let filter = GuestFilter(host: host, passable: passable)
    return differing.contains { !$0.shown.makesQueues(of: filter.effective($0.assigned)) }
  }

  /// Whether devices, bindings, masks and assignments are the same: all that guests' matrices follow from.
  func resembles(_ other: HostSnapshot) -> Bool {
    bus.hostConfiguration == other.bus.hostConfiguration
      && bus.adapterMask == other.bus.adapterMask && bus.domainMask == other.bus.domainMask
      && cards.map(\.id) == other.cards.map(\.id)
      && queues.map(\.id) == other.queues.map(\.id)
      && queues.map(\.driver) == other.queues.map(\.driver)
      && mdevs.map(\.uuid) == other.mdevs.map(\.uuid)
      && mdevs.map(\.state) == other.mdevs.map(\.state)
      && mdevs.map(\.assigned) == other.mdevs.map(\.assigned)
  }
}
