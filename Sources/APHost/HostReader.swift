public import APModel
public import Sysfs

/// Reads one AP host into a snapshot with few accesses, each attribute once.
///
/// Devices that vanish meanwhile are gone, not errors. A bus scan meanwhile makes the reader start
/// again, a bounded number of times.
public struct HostReader: Sendable {
  /// Why nothing could be read at all.
  public enum Failure: Error, Hashable, Sendable {
    /// `/sys/bus/ap` is not there.
    case noBus(origin: String)
  }

  /// How often a snapshot is read before it is given out torn.
  static let attempts = 3

  private let tree: any SysfsTree
  private let depth: ReadDepth
  private let insists: Bool
  private let asksOverrides: Bool

  /// Prepares to read a tree.
  ///
  /// - Parameters:
  ///   - tree: where from.
  ///   - depth: how much.
  ///   - insists: reads `matrix` also where an old kernel could overrun its buffer and stop.
  ///   - asksOverrides: reads every `driver_override`, one access for each queue, also for a summary.
  public init(
    _ tree: any SysfsTree, depth: ReadDepth = .summary, insists: Bool = false,
    asksOverrides: Bool = false
  ) {
    self.tree = tree
    self.depth = depth
    self.insists = insists
    self.asksOverrides = asksOverrides
  }

  /// Reads the host.
  ///
  /// - Returns: what could be read, with a problem for each thing that could not.
  /// - Throws: `Failure.noBus` if the tree has no AP bus.
  public func snapshot() throws(Failure) -> HostSnapshot {
    for _ in 1..<Self.attempts {
      let snapshot = try attempt()
      if !snapshot.isTorn { return snapshot }
    }
    return try attempt()
  }

  private func attempt() throws(Failure) -> HostSnapshot {
    var reader = AttributeReader(tree)
    var snapshot = HostSnapshot(origin: tree.origin)
    let scans = BusReader.scans(&reader)
    snapshot.bus = BusReader.read(&reader)
    let bindings = BindingReader(&reader)
    guard scans != nil || !bindings.drivers.isEmpty || snapshot.bus.adapterMask != nil else {
      throw .noBus(origin: tree.origin)
    }
    snapshot.drivers = bindings.drivers
    snapshot.capabilities.features = snapshot.bus.features != nil
    snapshot.capabilities.bindingsCompleteCount = snapshot.bus.bindingsCompleteCount != nil
    snapshot.cards = bindings.adapters.compactMap {
      CardReader.read($0, driver: bindings[$0], depth, &reader)
    }
    snapshot.queues = queues(bindings, snapshot.bus, &snapshot.capabilities, &reader)
    mdevs(&snapshot, &reader)
    snapshot.bus.scans = scans
    snapshot.isTorn = scans != BusReader.scans(&reader)
    snapshot.problems = reader.problems
    return snapshot
  }

  private func queues(
    _ bindings: BindingReader, _ bus: BusState, _ capabilities: inout HostCapabilities,
    _ reader: inout AttributeReader
  ) -> [Queue] {
    var queues = bindings.queues.map { Queue($0, driver: bindings[$0]) }
    readOverrides(of: &queues, bus, &capabilities, &reader)
    guard depth == .full else { return queues }
    let readsFunctions = bus.features?.contains("APSB") ?? false
    let details = QueueReader.details(of: queues, readsFunctions: readsFunctions, &reader)
    capabilities.status = capabilities.status || details.contains { $0?.status != nil }
    return zip(queues, details).compactMap { queue, details in
      guard let details else { return nil }
      var queue = queue
      queue.details = details
      return queue
    }
  }

  /// Reads `driver_override`; a summary only where the binding is not what the masks say,
  /// unless it is asked for all.
  private func readOverrides(
    of queues: inout [Queue], _ bus: BusState, _ capabilities: inout HostCapabilities,
    _ reader: inout AttributeReader
  ) {
    // The first queue tells whether this kernel has the attribute at all.
    guard let first = queues.first, let text = QueueReader.driverOverride(first.id, &reader) else {
      return
    }
    capabilities.driverOverride = true
    queues[0].driverOverride = text.isEmpty ? nil : text
    let places = queues.indices.dropFirst().filter { place in
      depth == .full || asksOverrides || !bus.explainsBinding(of: queues[place])
    }
    let texts = QueueReader.driverOverrides(places.map { queues[$0].id }, &reader)
    for (place, text) in zip(places, texts) {
      queues[place].driverOverride = text.flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  private func mdevs(_ snapshot: inout HostSnapshot, _ reader: inout AttributeReader) {
    let mdevReader = MdevReader(
      insists: insists, boundQueueCount: snapshot.queues.count(where: \.isBoundToVFIO))
    snapshot.mdevs = mdevReader.read(&snapshot.capabilities, &reader)
    readHiddenClaims(&snapshot, &reader)
    readGuestQueues(&snapshot, &reader)
    // One queue in a guest's matrix tells for the whole guest whether it runs.
    // What was read with the queues need not be asked again.
    var known: [APQN: PassthroughStatus] = [:]
    for queue in snapshot.queues { known[queue.id] = queue.details?.status }
    for (position, guest) in HostAnalysis.guests(of: snapshot).enumerated() {
      guard let queue = guest.effective.queues.first(where: { _ in true }) else { continue }
      guard let status = known[queue] ?? QueueReader.status(queue, &reader) else { continue }
      snapshot.capabilities.status = true
      snapshot.mdevs[position].isInUse = status == .inUse
    }
  }

  /// Whether the queues of guests work, also in a summary: it would not be known otherwise.
  private func readGuestQueues(_ snapshot: inout HostSnapshot, _ reader: inout AttributeReader) {
    guard depth == .summary else { return }
    let places = snapshot.placesOfGuestQueues
    let states = QueueStateReader.states(of: places.map { snapshot.queues[$0].id }, &reader)
    for (place, state) in zip(places, states) {
      var details = snapshot.queues[place].details ?? QueueDetails()
      details.isConfigured = state.isConfigured
      details.isCheckstopped = state.isCheckstopped
      snapshot.queues[place].details = details
    }
  }

  /// Where an mdev could not be read, only the queues themselves tell that they are assigned.
  private func readHiddenClaims(_ snapshot: inout HostSnapshot, _ reader: inout AttributeReader) {
    guard snapshot.mdevs.contains(where: { $0.assigned == nil }) else { return }
    let known = snapshot.mdevs.compactMap(\.assigned)
    var isClaimed = false
    for position in snapshot.queues.indices {
      let queue = snapshot.queues[position]
      guard queue.isBoundToVFIO, !known.contains(where: { $0.contains(queue.id) }) else { continue }
      var details = queue.details ?? QueueDetails()
      if depth == .summary { details.status = QueueReader.status(queue.id, &reader) }
      snapshot.queues[position].details = details
      isClaimed = isClaimed || details.status ?? .unassigned != .unassigned
    }
    guard isClaimed else { return }
    // What is freed last are the queues: a device without its driver may be theirs as long as they are not.
    for position in snapshot.mdevs.indices where snapshot.mdevs[position].state == .detached {
      snapshot.mdevs[position].state = .beingRemoved
    }
  }
}

extension BusState {
  /// Whether the masks alone lead to the driver that a queue has.
  fileprivate func explainsBinding(of queue: Queue) -> Bool {
    guard queue.driver != nil else { return false }
    return reservesByMasks(queue.id) == !queue.isBoundToVFIO
  }
}

extension HostSnapshot {
  /// Where in `queues` those are that an mdev is assigned, or that have an owner which can't be read.
  fileprivate var placesOfGuestQueues: [Int] {
    let assigned = mdevs.compactMap(\.assigned)
    return queues.indices.filter { place in
      let queue = queues[place]
      if let status = queue.details?.status { return status != .unassigned }
      return assigned.contains { $0.contains(queue.id) }
    }
  }
}
