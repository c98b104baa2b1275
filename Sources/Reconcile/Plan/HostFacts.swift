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
  /// What is known of the use of the host's queues; without a watch also those that it once used.
  let use: UseFindings
  /// The queues of mdevs that a driver of the host has: a program of the host that uses one uses the guest's keys.
  let exposed: QueueSet
  /// The requests that the host has sent through each of its queues so far.
  let counts: [APQN: Int]
  /// The queues of vfio_ap that an older kernel (before 6.9) may filter although they are bound.
  ///
  /// Its last reset of a queue decides, and that can't be read; a running guest's queues had theirs before.
  let impaired: QueueSet
  /// The adapters whose card has a driver.
  let driven: AdapterSet
  /// The adapters whose card has no driver although the host's driver of cards is there.
  let bare: AdapterSet
  /// The adapters whose queues no driver of the host's would take, as it is not loaded.
  let unserved: AdapterSet
  /// The cards that are older than what vfio_ap takes.
  let outdated: AdapterSet
  /// Whether the host's driver of cards is there.
  let hasCardDriver: Bool
  /// Whether the vfio_ap driver is there to bind queues.
  let hasVFIO: Bool
  /// Whether its matrix device is there and could not be read.
  let hidesMdevs: Bool
  /// Whether it is known which devices the bus has, and which driver has each.
  let knowsBindings: Bool
  /// Whether a driver of the host's for queues is there; without one no queue reaches the host, nor any harm.
  let hasHostDriver: Bool
  let isTorn: Bool
  /// Whether queues have a `driver_override`.
  let hasOverrides: Bool
  /// The queues that left with their override, which the kernel goes on counting.
  let lostOverrides: QueueSet
  /// What of it all nobody's write changes.
  let hardware: PlanHardware
  /// The queues of vfio_ap that belong to an mdev which does not say any more what it holds.
  let hidden: QueueSet

  init(_ snapshot: HostSnapshot) {
    bus = snapshot.bus
    capabilities = snapshot.capabilities
    bindings = BindingMap(snapshot.queues)
    let guests = HostAnalysis.guests(of: snapshot).map { ($0.mdev.uuid, MdevFacts($0)) }
    mdevs = Dictionary(guests) { first, _ in first }
    sortedMdevs = mdevs.values.sorted { $0.uuid < $1.uuid }
    overrides = Self.values(of: snapshot.queues, \.driverOverride)
    exposed = sortedMdevs.reduce(QueueSet()) { [bindings] in
      $0.union(bindings.host.intersection($1.matrix))
    }
    var use = snapshot.uses ?? UseFindings(oneLookAt: snapshot.queues)
    if !use.ep11Files.isEmpty {
      let ep11 = AdapterSet(snapshot.cards.lazy.filter { $0.mode == .ep11 }.map(\.id))
      let queues = snapshot.queues.map(\.id).filter { ep11.contains($0.adapter) }
      use.ep11Files = use.ep11Files.map { $0 + " (APQN_ANY)" }
      for file in use.ep11Files { use.files[file] = Set(queues) }
    }
    self.use = use
    counts = Self.values(of: snapshot.queues) { $0.isBoundToVFIO ? nil : $0.details?.requestCount }
    // ap_config is only a little younger than the change of the filter.
    let inUse = sortedMdevs.filter(\.mayRun).reduce(QueueSet()) { $0.union(QueueSet($1.effective)) }
    let impaired = QueueSet(snapshot.queues.lazy.filter(Self.isImpaired).map(\.id))
    self.impaired = snapshot.capabilities.apConfig ? QueueSet() : impaired.subtracting(inUse)
    driven = AdapterSet(snapshot.cards.lazy.filter { $0.driver != nil }.map(\.id))
    bare = snapshot.bareAdapters
    unserved = snapshot.unservedAdapters
    outdated = snapshot.outdatedAdapters
    hasCardDriver = snapshot.drivers.contains(DriverName.hostCard)
    hidesMdevs = snapshot.hidesMdevs
    knowsBindings = snapshot.knowsBindings
    hasVFIO = snapshot.drivers.contains(DriverName.vfioAP) && snapshot.capabilities.vfioAP
    hasHostDriver = HostDrivers.all.contains { snapshot.drivers.contains($0.queue) }
    isTorn = snapshot.isTorn
    hasOverrides = snapshot.hasOverrides
    lostOverrides = QueueSet(snapshot.lostOverrides)
    hardware = PlanHardware(snapshot)
    hidden = Self.hidden(snapshot.queues, sortedMdevs)
  }

  /// The masks; nil if one could not be read.
  var masks: Masks? {
    guard let adapters = bus.adapterMask, let domains = bus.domainMask else { return nil }
    return Masks(adapters: adapters, domains: domains)
  }

  /// Whether overrides stand beside masks with a bit clear, which only masks of the kernel's parameters
  /// allow: no mask can be written then, and what has its driver keeps it.
  var mixesOwnership: Bool { !overrides.isEmpty && masks != nil && masks != .full }

  /// What of queues that the masks give to the host a driver of it takes; the rest has none then.
  func served(_ queues: QueueSet) -> QueueSet {
    guard hasHostDriver else { return QueueSet() }
    return queues.subtracting(queues.intersection(Matrix(adapters: unserved, domains: .all)))
  }

  /// The mdevs whose removal waits for their guest; until then they own their queues.
  var going: [MdevFacts] { sortedMdevs.filter { $0.state == .beingRemoved } }

  /// Which mask bits the kernel refuses to set.
  var veto: MaskVeto { MaskVeto(capabilities) }

  /// A queue's status tells that some mdev has it, and what the others hold is known.
  private static func hidden(_ queues: [Queue], _ mdevs: [MdevFacts]) -> QueueSet {
    guard mdevs.contains(where: { $0.state != .active }) else { return QueueSet() }
    let isGoing = mdevs.contains { $0.state == .beingRemoved }
    let owned = queues.lazy.filter { queue in
      guard queue.isBoundToVFIO else { return false }
      return queue.details?.status.map { $0 != .unassigned } ?? isGoing
    }
    return mdevs.reduce(QueueSet(owned.map(\.id))) { $0.subtracting(QueueSet($1.matrix)) }
  }

  /// A value of each queue that has one.
  private static func values<Value>(
    of queues: [Queue], _ value: (Queue) -> Value?
  ) -> [APQN: Value] {
    var values: [APQN: Value] = [:]
    for queue in queues { values[queue.id] = value(queue) }
    return values
  }

  private static func isImpaired(_ queue: Queue) -> Bool {
    guard queue.isBoundToVFIO, let details = queue.details else { return false }
    return details.isCheckstopped == true || details.isConfigured == false
  }
}
