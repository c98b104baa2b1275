public import APModel
public import Sysfs

/// How much of a host is read.
public enum ReadDepth: Sendable {
  /// Masks, drivers, guests and the state of the cards: what writes lead to, without a file of any queue
  /// whose driver is the one that the masks say.
  case outcome
  /// Owners, guests and the state of the cards: the cost does not grow with the attributes of queues.
  case summary
  /// Also what a plan is made from: which queues work, and which of them the host uses.
  case planning
  /// Also every attribute of every card and queue that a report can show.
  case full

  /// Whether every queue's own attributes are read.
  var readsQueues: Bool { self == .planning || self == .full }
}

/// Reads one AP host into a snapshot with few accesses, each attribute once.
///
/// Devices that vanish meanwhile are gone, not errors. A bus scan meanwhile makes the reader start
/// again, a bounded number of times.
public struct HostReader: Sendable {
  /// Why nothing could be read at all.
  public enum Failure: Error, Hashable, Sendable {
    /// `/sys/bus/ap` is not there.
    case noBus(origin: String)
    /// It is there, or may be, and nothing of it could be read.
    case unreadable(path: String, reason: String)
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
  /// First what the kernel answers at once, as a whole; then what it can block, once.
  ///
  /// - Returns: what could be read, with a problem for each thing that could not.
  /// - Throws: `Failure.noBus` if the tree has no AP bus, `.unreadable` if that can't be told.
  public func snapshot() throws(Failure) -> HostSnapshot {
    for _ in 1..<Self.attempts {
      let snapshot = try attempt(isLast: false)
      if !snapshot.isTorn { return snapshot }
    }
    return try attempt(isLast: true)
  }

  private func attempt(isLast: Bool) throws(Failure) -> HostSnapshot {
    var reader = AttributeReader(tree)
    var snapshot = try unblocked(&reader)
    let hidesOverrides = snapshot.hidesOverrides
    guard isLast || !(snapshot.isTorn || hidesOverrides) else {
      snapshot.isTorn = true
      return snapshot
    }
    if hidesOverrides { OverrideReader.noteLack(snapshot.queues, &reader) }
    let before = snapshot
    BlockableReader(depth, insists: insists, asksOverrides: asksOverrides).read(&snapshot, &reader)
    snapshot.problems = reader.problems
    if !isLast, snapshot.mdevs.contains(where: \.isBare) { snapshot.isTorn = true }
    guard !snapshot.isTorn,
      snapshot.seemsShared || snapshot.seemsMisfiltered
        || snapshot.bus.scans != BusReader.scans(&reader)
    else { return snapshot }
    // A scan that has changed nothing tears nothing, and what was waited for need not be read again. A queue
    // with two owners may have gone from one to the other since drivers were listed, and what a guest does not get
    // may have been taken from its mdev since that was read: no counter moves then.
    var again = AttributeReader(tree)
    let now = try unblocked(&again)
    snapshot.isTorn = now.isTorn || !now.resembles(before)
    return snapshot
  }

  /// Why nothing could be read: only a bus that is certainly not there is called absent.
  private func failure(_ problems: [ReadProblem]) -> Failure {
    do throws(SysfsError) {
      _ = try tree.list("bus/ap")
    } catch {
      return error.isAbsent
        ? .noBus(origin: tree.origin) : .unreadable(path: error.path, reason: error.reason)
    }
    guard let problem = problems.first else { return .noBus(origin: tree.origin) }
    return .unreadable(path: problem.path, reason: problem.reason)
  }

  /// Reads what the kernel answers at once, and the masks, which everything else is understood by.
  private func unblocked(_ reader: inout AttributeReader) throws(Failure) -> HostSnapshot {
    var snapshot = HostSnapshot(origin: tree.origin)
    let scans = BusReader.scans(&reader)
    snapshot.bus = BusReader.read(&reader)
    let bindings = BindingReader(&reader)
    guard scans != nil || !bindings.drivers.isEmpty || snapshot.bus.adapterMask != nil else {
      throw failure(reader.problems)
    }
    snapshot.drivers = bindings.drivers
    snapshot.capabilities.features = snapshot.bus.features != nil
    snapshot.capabilities.bindingsCompleteCount = snapshot.bus.bindingsCompleteCount != nil
    snapshot.cards = CardReader.cards(bindings, depth, &reader)
    snapshot.queues = queues(bindings, &snapshot, &reader)
    snapshot.mdevs = MdevReader(insists: insists, boundQueueCount: snapshot.boundQueueCount)
      .read(&snapshot.capabilities, isLoaded: bindings.drivers.contains(DriverName.vfioAP), &reader)
    if depth == .summary || depth == .planning {
      WorkingQueueReader(snapshot.bus).read(&snapshot, &reader)
    }
    snapshot.bus.scans = scans
    snapshot.isTorn = scans != BusReader.scans(&reader)
    return snapshot
  }

  private func queues(
    _ bindings: BindingReader, _ snapshot: inout HostSnapshot, _ reader: inout AttributeReader
  ) -> [Queue] {
    let gone = CardReader.gone(bindings, snapshot.cards, &reader)
    var queues = bindings.queues.filter { !gone.contains($0.adapter) }
      .map { Queue($0, driver: bindings[$0]) }
    OverrideReader(isDeep: depth.readsQueues, asksAll: asksOverrides)
      .read(&queues, snapshot.bus, &snapshot.capabilities, &reader)
    guard depth.readsQueues else { return queues }
    // A card's counters are the sums of its queues'.
    let idle = snapshot.cards.lazy.filter { $0.pendingCount == 0 && $0.waitingCount == 0 }
    let wanted = QueueQuestions.Wanted(
      online: depth == .full, functions: snapshot.bus.features?.contains("APSB") ?? false)
    let details = QueueReader.details(
      of: queues, idle: AdapterSet(idle.map(\.id)), wanted, &reader)
    let silent = Set(zip(queues, details).lazy.filter { $1 == nil }.map(\.0.id))
    let unread = silent.isEmpty ? [] : unread(silent, &reader)
    return zip(queues, details).compactMap { queue, details in
      guard details != nil || unread.contains(queue.id) else { return nil }
      var queue = queue
      queue.details = details
      return queue
    }
  }

  /// Those of some queues that showed nothing which have not gone: a copy lacks them, or their card.
  private func unread(_ silent: Set<APQN>, _ reader: inout AttributeReader) -> Set<APQN> {
    func isNoted(_ path: String) -> Bool { reader.problems.contains { $0.path == path } }
    let cards = AdapterSet(silent.map(\.adapter)).filter { isNoted("devices/ap/" + $0.cardName) }
    let lost = silent.filter { !cards.contains($0.adapter) }.sorted()
    DanglingLinks.note(lost.map { ($0.description, $0.devicePath) }, &reader)
    return silent.filter { cards.contains($0.adapter) || isNoted($0.devicePath) }
  }
}
