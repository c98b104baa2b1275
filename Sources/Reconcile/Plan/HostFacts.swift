import APModel

/// The parts of a snapshot that decide a plan.
struct HostFacts {
  let bus: BusState
  let capabilities: HostCapabilities
  let bindings: BindingMap
  /// Every mdev by uuid.
  let mdevs: [String: MdevFacts]
  /// The mdevs in a fixed order.
  let sortedMdevs: [MdevFacts]
  /// The queues with a `driver_override`.
  let overrides: [APQN: String]
  /// The host's queues that it has sent requests through, or that were not asked.
  let busy: QueueSet
  /// The adapters whose card has a driver.
  let driven: AdapterSet
  /// Whether the vfio_ap driver is there to bind queues.
  let hasVFIO: Bool
  let isTorn: Bool

  init(_ snapshot: HostSnapshot) {
    bus = snapshot.bus
    capabilities = snapshot.capabilities
    bindings = BindingMap(snapshot.queues)
    let guests = HostAnalysis.guests(of: snapshot).map { ($0.mdev.uuid, MdevFacts($0)) }
    mdevs = Dictionary(guests) { first, _ in first }
    sortedMdevs = mdevs.values.sorted { $0.uuid < $1.uuid }
    var overrides: [APQN: String] = [:]
    var busy = QueueSet()
    for queue in snapshot.queues {
      overrides[queue.id] = queue.driverOverride
      if Self.isBusy(queue) { busy.insert(queue.id) }
    }
    self.overrides = overrides
    self.busy = busy
    driven = AdapterSet(snapshot.cards.lazy.filter { $0.driver != nil }.map(\.id))
    hasVFIO = snapshot.drivers.contains(DriverName.vfioAP) && snapshot.capabilities.vfioAP
    isTorn = snapshot.isTorn
  }

  /// The masks; nil if one could not be read.
  var masks: Masks? {
    guard let adapters = bus.adapterMask, let domains = bus.domainMask else { return nil }
    return Masks(adapters: adapters, domains: domains)
  }

  /// Whether the kernel refuses to set a mask bit whatever the other mask says (Linux 6.19).
  var hasWideVeto: Bool {
    capabilities.driverOverride || capabilities.bindingsCompleteCount
  }

  /// Whether mdevs have `ap_config`; where no mdev shows it, the features of vfio_ap tell.
  var hasApConfig: Bool {
    capabilities.apConfig || capabilities.matrixFeatures?.contains("ap_config") ?? false
  }

  /// A queue that was not asked counts as used: taking it needs consent.
  private static func isBusy(_ queue: Queue) -> Bool {
    guard queue.driver != nil, !queue.isBoundToVFIO else { return false }
    guard let details = queue.details, let requests = details.requestCount else { return true }
    return requests > 0 || (details.pendingCount ?? 0) > 0 || (details.waitingCount ?? 0) > 0
  }
}
