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
  let depth: ReadDepth
  let insists: Bool
  let asksOverrides: Bool

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

  /// Reads `driver_override`.
  ///
  /// A summary does so only where the binding is not what the masks say, unless it is asked for all;
  /// what guests are assigned follows.
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
}

extension BusState {
  /// Whether the masks alone lead to the driver that a queue has.
  func explainsBinding(of queue: Queue) -> Bool {
    guard queue.driver != nil else { return false }
    return reservesByMasks(queue.id) == !queue.isBoundToVFIO
  }
}
