public import APModel
public import Sysfs

/// Looks at what no event announces, with nine accesses for the host, one for each of a few adapters and
/// two for each guest, or one for each adapter of a guest that only the rule tells of; where queues can have
/// overrides one for each of some; after a scan of the bus also two for each guest's queue.
///
/// It is made from a snapshot, knows from there what to look at, and answers with a state that equals
/// the snapshot's as long as nothing changed.
public struct SilentReader: Sendable {
  /// What is read in turn, a few each time, so that all have had theirs after a few looks.
  private struct Round<Element: Sendable>: Sendable {
    let all: [Element]
    let count: Int
    private var place = 0

    init(_ all: [Element], atOnce count: Int) {
      (self.all, self.count) = (all, min(count, all.count))
    }

    /// After how many times all have had their turn.
    var turns: Int { count == 0 ? 1 : (all.count + count - 1) / count }

    mutating func next() -> [Element] {
      defer { place = (place + count) % max(1, all.count) }
      return (0..<count).map { all[(place + $0) % all.count] }
    }
  }

  /// One device with the queues whose status tells whether a guest has it open.
  private struct Guest {
    let uuid: String
    let isActive: Bool
    let witnesses: [APQN]
  }

  private let tree: any SysfsTree
  private let guests: [Guest]
  private var cards: Round<AdapterID>
  /// The queues that may have an override: those of guests, which have their turn sooner, and the host's.
  private var overridable: [Round<APQN>]
  /// The queues of guests, whose state changes only in a scan of the bus.
  private let queues: [APQN]
  private var scans: Int?
  private let boundQueueCount: Int
  private let capabilities: HostCapabilities
  private var state: SilentState

  /// Learns from a snapshot what to look at.
  public init(_ tree: any SysfsTree, after snapshot: HostSnapshot) {
    self.tree = tree
    state = SilentState(snapshot)
    capabilities = snapshot.capabilities
    cards = Round(snapshot.cards.map(\.id), atOnce: 8)
    overridable = Self.overridable(of: snapshot)
    queues = snapshot.queues.filter { $0.details?.isConfigured != nil }.map(\.id)
    scans = snapshot.isTorn ? nil : snapshot.bus.scans
    boundQueueCount = snapshot.queues.count(where: \.isBoundToVFIO)
    guests = HostAnalysis.guests(of: snapshot).map {
      Guest(
        uuid: $0.mdev.uuid, isActive: $0.mdev.state == .active,
        witnesses: $0.witnesses)
    }
  }

  private static func overridable(of snapshot: HostSnapshot) -> [Round<APQN>] {
    guard snapshot.allowsOverrides else { return [] }
    let host = snapshot.unassigned.filter { $0.driverOverride == nil }.map(\.id)
    let spare = Set(host)
    let guests = snapshot.queues.map(\.id).filter { !spare.contains($0) }
    return [Round(guests, atOnce: 32), Round(host, atOnce: 8)]
  }

  /// So many looks in a row are at the checkstop of every card, and at every override.
  public var turns: Int { max(cards.turns, overridable.map(\.turns).max() ?? 1) }

  /// Looks.
  public mutating func read() -> SilentState {
    var reader = AttributeReader(tree)
    (state.adapterMask, state.domainMask) = BusReader.masks(&reader)
    var bus = BusState()
    state.hostConfiguration = BusReader.hostConfiguration(&reader, &bus)
    state.driversAutoprobe = reader.flag("bus/ap/drivers_autoprobe")
    state.bindings = BusReader.bindings(&reader)
    state.devices = devices(&reader)
    lookAtCards(&reader)
    lookAtOverrides(&reader)
    lookAtQueues(&reader)
    return state
  }

  private mutating func lookAtCards(_ reader: inout AttributeReader) {
    let asked = cards.next()
    let flags = reader.flags(asked.map { "devices/ap/\($0.cardName)/chkstop" })
    for (card, flag) in zip(asked, flags) { state.checkstops[card] = flag }
  }

  private mutating func lookAtOverrides(_ reader: inout AttributeReader) {
    for place in overridable.indices {
      var queues = overridable[place].next().map { Queue($0) }
      QueueReader.readOverrides(of: &queues, at: queues.indices, &reader)
      for queue in queues { state.overrides[queue.id] = queue.driverOverride }
    }
  }

  /// The bus learns in its scans, and nowhere else, that a queue is off or has stopped: as long as
  /// their counter stands, the queues' files say what they said.
  private mutating func lookAtQueues(_ reader: inout AttributeReader) {
    let count = BusReader.scans(&reader)
    guard count == nil || count != scans else { return }
    scans = count
    for (queue, state) in zip(queues, QueueStateReader.states(of: queues, &reader)) {
      self.state.outages[queue] = Outage(
        isConfigured: state.isConfigured, isCheckstopped: state.isCheckstopped)
    }
  }

  /// The devices that are there now; what was not there before has nothing that could be compared.
  private mutating func devices(_ reader: inout AttributeReader) -> [String: SilentState.Device] {
    var devices: [String: SilentState.Device] = [:]
    for uuid in MdevReader.uuids(&reader) { devices[uuid] = SilentState.Device() }
    let asked = guests.filter { $0.isActive && devices[$0.uuid] != nil }
    let mdevs = MdevReader(insists: false, boundQueueCount: boundQueueCount)
    let assignments = mdevs.assignments(of: asked.map(\.uuid), capabilities, &reader)
    for (guest, assigned) in zip(asked, assignments) { devices[guest.uuid]?.assigned = assigned }
    let statuses = QueueReader.statuses(of: asked.flatMap(\.witnesses), &reader)
    let witnessed = asked.flatMap { guest in guest.witnesses.map { _ in guest.uuid } }
    for (uuid, status) in zip(witnessed, statuses) {
      guard let status, devices[uuid]?.isInUse != true else { continue }
      devices[uuid]?.isInUse = status == .inUse
    }
    return devices
  }
}
