import APModel
import Sysfs

/// Reads what the kernel answers only when vfio_ap has let go of its locks: each attribute once, as few
/// as will do, behind everything else.
struct BlockableReader {
  private let depth: ReadDepth
  private let insists: Bool
  private let asksOverrides: Bool

  init(_ depth: ReadDepth, insists: Bool, asksOverrides: Bool) {
    self.depth = depth
    self.insists = insists
    self.asksOverrides = asksOverrides
  }

  /// Completes what was read of the host with what its guests have.
  func read(_ snapshot: inout HostSnapshot, _ reader: inout AttributeReader) {
    let mdevs = MdevReader(insists: insists, boundQueueCount: snapshot.boundQueueCount)
    mdevs.readMatrices(of: &snapshot.mdevs, snapshot.capabilities, &reader)
    readStates(snapshot.assignedPlaces, &snapshot, &reader)
    readLowest(&snapshot, &reader)
    mdevs.readGuestMatrices(of: &snapshot.mdevs, &snapshot.capabilities, &reader)
    MdevReader.settle(&snapshot.mdevs, &reader)
    guard depth != .outcome else { return }
    readHiddenClaims(&snapshot, &reader)
    // What could not be read is no reason to ask nobody, and none to conclude anything.
    snapshot.problems = reader.problems
    UseReader(depth).read(&snapshot, &reader)
    snapshot.problems = reader.problems
    if depth.readsQueues, snapshot.capabilities.status { concludeStatuses(&snapshot) }
    if !snapshot.capabilities.status { lookForStatus(&snapshot.capabilities, &reader) }
  }

  /// A `status` that was not read in time is there all the same, which the queue's directory tells.
  private func lookForStatus(
    _ capabilities: inout HostCapabilities, _ reader: inout AttributeReader
  ) {
    let name = "/status"
    let unread = reader.problems.first { $0.isUnanswered && $0.path.hasSuffix(name) }
    guard let path = unread?.path else { return }
    let files = reader.list(String(path.dropLast(name.count))) ?? []
    capabilities.status = files.contains { $0.name == "status" }
  }

  /// Fills in the `status` of the queues that were not asked: it follows from what guests are assigned
  /// and get, and from whether they run.
  private func concludeStatuses(_ snapshot: inout HostSnapshot) {
    let ownerships = HostAnalysis.ownerships(of: snapshot)
    for (place, ownership) in zip(snapshot.queues.indices, ownerships) {
      guard snapshot.queues[place].details?.status == nil else { continue }
      snapshot.queues[place].details?.status = ownership.passthroughStatus
    }
  }

  /// Whether the queues of guests work, and whether the next probe would take them away, also in a
  /// summary: it would not be known otherwise.
  private func readStates(
    _ places: [Int], _ snapshot: inout HostSnapshot, _ reader: inout AttributeReader
  ) {
    guard depth == .summary else { return }
    readGuestOverrides(places, &snapshot, &reader)
    readFiles(places, &snapshot, &reader)
  }

  /// Whether queues work, by their own files.
  private func readFiles(
    _ places: [Int], _ snapshot: inout HostSnapshot, _ reader: inout AttributeReader
  ) {
    let states = QueueStateReader.states(of: places.map { snapshot.queues[$0].id }, &reader)
    for (place, state) in zip(places, states) {
      var details = snapshot.queues[place].details ?? QueueDetails()
      details.isConfigured = state.isConfigured
      details.isCheckstopped = state.isCheckstopped
      snapshot.queues[place].details = details
    }
  }

  /// Whether the lowest queue of each card that says it is off is so itself: only else are all the others.
  private func readLowest(_ snapshot: inout HostSnapshot, _ reader: inout AttributeReader) {
    guard depth == .summary else { return }
    let off = AdapterSet(snapshot.cards.lazy.filter { $0.isConfigured == false }.map(\.id))
    var places: [AdapterID: Int] = [:]
    for (place, queue) in snapshot.queues.enumerated() where off.contains(queue.id.adapter) {
      let known = places[queue.id.adapter].map { snapshot.queues[$0].id.domain }
      if known.map({ queue.id.domain < $0 }) ?? true { places[queue.id.adapter] = place }
    }
    let unread = places.values.filter { snapshot.queues[$0].details == nil }.sorted()
    readFiles(unread, &snapshot, &reader)
  }

  /// A binding that is what the masks say hides an override that says something else.
  ///
  /// The kernel takes none while the masks are what somebody wrote, but beside masks of its own
  /// parameters (`ap.apmask`, `ap.aqmask`) it does.
  private func readGuestOverrides(
    _ places: [Int], _ snapshot: inout HostSnapshot, _ reader: inout AttributeReader
  ) {
    guard snapshot.capabilities.driverOverride, !asksOverrides else { return }
    let bus = snapshot.bus
    let unread = places.filter { $0 > 0 && bus.explainsBinding(of: snapshot.queues[$0]) }
    guard !unread.isEmpty else { return }
    guard !BusReader.hasNoMaskParameters(reader) else { return }
    QueueReader.readOverrides(of: &snapshot.queues, at: unread, &reader)
  }

  /// Where an mdev could not be read, only the queues themselves tell that they are assigned.
  private func readHiddenClaims(_ snapshot: inout HostSnapshot, _ reader: inout AttributeReader) {
    guard snapshot.mdevs.contains(where: { $0.assigned == nil }) else { return }
    let assigned = Set(snapshot.assignedPlaces)
    let places = snapshot.queues.indices.filter {
      snapshot.queues[$0].isBoundToVFIO && !assigned.contains($0)
    }
    let statuses = QueueReader.statuses(of: places.map { snapshot.queues[$0].id }, &reader)
    var claimed: [Int] = []
    for (place, status) in zip(places, statuses) {
      var details = snapshot.queues[place].details ?? QueueDetails()
      details.status = status
      snapshot.queues[place].details = details
      if status != nil { snapshot.capabilities.status = true }
      if status ?? .unassigned != .unassigned { claimed.append(place) }
    }
    guard !claimed.isEmpty else { return }
    readStates(claimed, &snapshot, &reader)
    // What is freed last are the queues: a device without its driver may be theirs as long as they are
    // not. One that is known to be on its way explains them, and the others have freed theirs.
    guard !snapshot.mdevs.contains(where: { $0.state == .beingRemoved }) else { return }
    for position in snapshot.mdevs.indices where snapshot.mdevs[position].state == .detached {
      snapshot.mdevs[position].state = .beingRemoved
    }
  }
}

extension HostSnapshot {
  /// The places of the queues that a readable mdev is assigned.
  fileprivate var assignedPlaces: [Int] {
    let domains = assigned.domains
    return queues.indices.filter {
      domains[Int(queues[$0].id.adapter.number)].contains(queues[$0].id.domain)
    }
  }
}
