public import APModel
public import Sysfs

/// Looks at what no event announces, with eight accesses for the host, one read for a guest, and one for
/// each of a few adapters and guests in turn; after a scan of the bus also two for each guest's queue.
///
/// It is made from a snapshot, knows from there what to look at, and answers with a state that equals
/// the snapshot's as long as nothing changed.
public struct SilentReader: Sendable {
  /// The adapters whose checkstop is read each time; all have had their turn after a few looks.
  private static let cardsAtOnce = 8
  /// The guests that are asked each time whether they run; of more, a quarter has its turn.
  private static let guestsAtOnce = 16

  /// One device with the queue whose status tells whether a guest has it open.
  private struct Guest {
    let uuid: String
    let isActive: Bool
    let witness: APQN?
  }

  private let tree: any SysfsTree
  private let guests: [Guest]
  private let cards: [AdapterID]
  /// The queues of guests, whose state changes only in a scan of the bus.
  private let queues: [APQN]
  private var scans: Int?
  private let boundQueueCount: Int
  private let capabilities: HostCapabilities
  private var state: SilentState
  private var turn = 0
  private var guestTurn = 0

  /// Learns from a snapshot what to look at.
  public init(_ tree: any SysfsTree, after snapshot: HostSnapshot) {
    self.tree = tree
    state = SilentState(snapshot)
    capabilities = snapshot.capabilities
    cards = snapshot.cards.map(\.id)
    queues = snapshot.queues.filter { $0.details?.isConfigured != nil }.map(\.id)
    scans = snapshot.isTorn ? nil : snapshot.bus.scans
    boundQueueCount = snapshot.queues.count(where: \.isBoundToVFIO)
    guests = HostAnalysis.guests(of: snapshot).map {
      Guest(
        uuid: $0.mdev.uuid, isActive: $0.mdev.state == .active,
        witness: $0.effective.queues.first { _ in true })
    }
  }

  /// Looks.
  public mutating func read() -> SilentState {
    var reader = AttributeReader(tree)
    (state.adapterMask, state.domainMask) = BusReader.masks(&reader)
    var bus = BusState()
    state.hostConfiguration = BusReader.hostConfiguration(&reader, &bus)
    // Whoever holds it at 0 wants to know of a rival; where it is 1 nobody does.
    if state.driversAutoprobe == false {
      state.driversAutoprobe = reader.flag("bus/ap/drivers_autoprobe")
    }
    state.bindings = BusReader.bindings(&reader)
    state.devices = devices(&reader)
    for _ in 0..<min(Self.cardsAtOnce, cards.count) {
      let card = cards[turn % cards.count]
      turn = (turn + 1) % cards.count
      state.checkstops[card] = reader.flag("devices/ap/\(card.cardName)/chkstop")
    }
    lookAtQueues(&reader)
    return state
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
    let mdevs = MdevReader(insists: false, boundQueueCount: boundQueueCount)
    var devices: [String: SilentState.Device] = [:]
    for uuid in MdevReader.uuids(&reader) { devices[uuid] = SilentState.Device() }
    let asked = nextGuests()
    for (place, guest) in guests.enumerated()
    where guest.isActive && devices[guest.uuid] != nil {
      var device = SilentState.Device()
      device.assigned = mdevs.assignment(of: guest.uuid, capabilities, &reader)
      device.isInUse = state.devices[guest.uuid]?.isInUse
      if asked.contains(place) {
        let status = guest.witness.flatMap { QueueReader.status($0, &reader) }
        device.isInUse = status.map { $0 == .inUse }
      }
      devices[guest.uuid] = device
    }
    return devices
  }

  /// The places of the guests whose turn it is.
  private mutating func nextGuests() -> Set<Int> {
    let count = min(guests.count, max(Self.guestsAtOnce, guests.count / 4))
    guard count > 0 else { return [] }
    defer { guestTurn = (guestTurn + count) % guests.count }
    return Set((0..<count).map { (guestTurn + $0) % guests.count })
  }
}
