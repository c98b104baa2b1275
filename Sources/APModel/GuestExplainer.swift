/// Compares what an mdev is assigned with what its guest gets, and finds the reasons.
struct GuestExplainer {
  private let bus: BusState
  private let capabilities: HostCapabilities
  private let drivers: [String]
  private let index: QueueIndex
  private let knowsBindings: Bool
  private let usesOverrides: Bool
  /// Whether nobody binds what appears.
  private let isUnkept: Bool
  private let losses: ProbeLossFinder
  /// The adapters of which no guest can have a queue.
  private let outdated: AdapterSet

  init(_ snapshot: HostSnapshot, _ index: QueueIndex) {
    bus = snapshot.bus
    capabilities = snapshot.capabilities
    drivers = snapshot.drivers
    self.index = index
    knowsBindings = snapshot.knowsBindings
    usesOverrides = snapshot.usesOverrides
    isUnkept = snapshot.isKept == false && snapshot.bus.driversAutoprobe == false
    losses = ProbeLossFinder(snapshot, index)
    outdated = snapshot.outdatedAdapters
  }

  func analysis(of mdev: Mdev) -> GuestAnalysis {
    let host = knowsBindings ? bus.hostConfiguration : nil
    let filter = host.map { GuestFilter(host: $0, passable: index.passable) }
    let computed = mdev.assigned.flatMap { assigned in filter?.effective(assigned) }
    let effective = effective(of: mdev, computed)
    let ruled = computed ?? effective.matrix
    let surplus = effective.matrix.queues.filter { !ruled.contains($0) }
    let lacking = mdev.assigned?.queues.filter { !effective.matrix.contains($0) } ?? []
    let isCut = mdev.guestMatrix?.isCutOff ?? false
    let shown = isCut ? mdev.shownQueues : []
    var analysis = GuestAnalysis(
      mdev: mdev, computed: computed, effective: effective.matrix, source: effective.source,
      missing: missing(mdev, lacking, filter), surplus: surplus,
      unconfirmed: isCut ? effective.matrix.queues.filter { !shown.contains($0) } : [])
    analysis.losses = losses.losses(effective.matrix)
    analysis.astray = missing(mdev, surplus, filter)
    analysis.undriven = Set(surplus.filter { index[$0]?.driver == nil })
    return analysis
  }

  /// The kernel's word where it is whole; else the rule, less what the kernel's word shows to be missing:
  /// the beginning of a text that was cut off, or queues that no guest uses while their guest runs.
  private func effective(
    of mdev: Mdev, _ computed: Matrix?
  ) -> (matrix: Matrix, source: GuestAnalysis.Source) {
    let controls = mdev.assigned.map { bus.passedControlDomains($0.controlDomains) }
    if mdev.state == .active, let shown = mdev.guestMatrix, !shown.isCutOff, shown.isProduct {
      let matrix = Matrix(
        adapters: shown.adapters, domains: shown.domains, controlDomains: controls ?? [])
      return (matrix, .kernel)
    }
    guard mdev.state == .active, let computed else { return (Matrix(), .unknown) }
    var matrix = mdev.guestMatrix?.completed(by: computed) ?? computed
    matrix.adapters = matrix.adapters.subtracting(mdev.unusedAdapters)
    return (matrix, .computed)
  }

  private func missing(
    _ mdev: Mdev, _ queues: [APQN], _ filter: GuestFilter?
  ) -> [MissingQueue] {
    guard let assigned = mdev.assigned else { return [] }
    return queues.map { queue in MissingQueue(queue, reason(queue, mdev, assigned, filter)) }
  }

  private func reason(
    _ queue: APQN, _ mdev: Mdev, _ assigned: Matrix, _ filter: GuestFilter?
  ) -> MissingReason {
    if mdev.state == .detached { return .detached }
    if mdev.state == .beingRemoved { return .beingRemoved }
    guard let filter else { return unknownReason }
    guard filter.host.adapters.contains(queue.adapter) else {
      // Where another adapter is the host's, its queue tells that the domain is not.
      let isAlone = assigned.adapters.isDisjoint(with: filter.host.adapters)
      let lack = isAlone ? DomainLack(queue.domain, in: filter.host) : nil
      return .adapterNotInHost(queue.adapter, nor: lack, bus.arrival(of: queue))
    }
    guard filter.host.domains.contains(queue.domain) else {
      return .domain(queue.domain, missingIn: filter.host, bus.arrival(of: queue))
    }
    let domains = assigned.domains.intersection(filter.host.domains)
    guard let obstacle = filter.firstObstacle(queue.adapter, domains) else {
      return failedReset(queue.adapter, domains)
        ?? .notFilteredAgain(canRewrite: capabilities.apConfig)
    }
    // A queue that is itself the obstacle is explained by itself, not by a lower neighbour.
    let passable = filter.passable[queue.adapter]?.contains(queue.domain) ?? false
    return reason(obstacle: passable ? APQN(queue.adapter, obstacle) : queue)
  }

  /// The queue in the way that answers nothing, on kernels that filter by how its last reset ended.
  private func failedReset(_ adapter: AdapterID, _ domains: DomainSet) -> MissingReason? {
    // ap_config is only a little younger than the change of the filter.
    guard !capabilities.apConfig else { return nil }
    for queue in domains.lazy.map({ APQN(adapter, $0) }) {
      let details = index[queue]?.details
      let outage = Outage(
        isConfigured: details?.isConfigured, isCheckstopped: details?.isCheckstopped)
      if let outage { return .resetFailed(queue, outage) }
    }
    return nil
  }

  /// The reason where the rule can't be applied.
  private var unknownReason: MissingReason {
    if bus.lacksHostConfiguration { return .noHostConfiguration }
    return bus.hostConfiguration == nil ? .hostConfigurationUnreadable : .bindingsUnreadable
  }

  private func reason(obstacle: APQN) -> MissingReason {
    // Whatever else is in the way: no mask, probe or scan helps.
    if outdated.contains(obstacle.adapter) { return .adapterTooOld(obstacle.adapter) }
    guard let queue = index[obstacle] else {
      return .noDevice(obstacle, bus.arrival(of: obstacle))
    }
    let reserved = bus.reservesByMasks(obstacle)
    if let driver = queue.driver {
      return .boundToHost(obstacle, driver: driver, cause: hostCause(queue, driver, reserved))
    }
    return .noDriver(obstacle, cause: unboundCause(queue, reserved))
  }

  private func hostCause(_ queue: Queue, _ driver: String, _ reserved: Bool?) -> HostBindingCause {
    if let name = queue.driverOverride { return name == driver ? .override : .staleOverride(name) }
    guard let reserved else { return .unknown }
    guard reserved else { return .leftover }
    return usesOverrides ? .noOverride : .masks
  }

  private func unboundCause(_ queue: Queue, _ reserved: Bool?) -> UnboundCause {
    let hasVFIO = drivers.contains(DriverName.vfioAP)
    if hasVFIO, isUnkept { return .unkept }
    if let name = queue.driverOverride {
      return name == DriverName.vfioAP && !hasVFIO ? .moduleNotLoaded : .override(name)
    }
    if reserved == true { return usesOverrides ? .noOverride : .reservedForHost }
    if !hasVFIO { return .moduleNotLoaded }
    if reserved == nil { return .unknown }
    return bus.driversAutoprobe == false ? .autoprobeOff : .unbound
  }
}

extension Mdev {
  /// The queues that the text of `guest_matrix` names in full lines.
  fileprivate var shownQueues: Set<APQN> {
    guard let guestMatrix else { return [] }
    return guestMatrix.shown
  }
}
