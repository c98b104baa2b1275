import APModel
import Testing

/// Queues of a card that vfio_ap does not take, which is hwtype 10 (CEX4) to 14.
@Suite
struct `A card older than CEX4` {
  private static let queues = [0x47, 0xff].map { APQN(AdapterID(3), DomainID($0)) }

  /// A host that leaves the adapter 3 to guests, and an mdev that has two queues of it.
  private static func host(_ type: Int?) -> HostSnapshot {
    var snapshot = HostSnapshot(origin: "test")
    snapshot.bus.hostConfiguration = Matrix(
      adapters: [AdapterID(3)], domains: DomainSet(queues.map(\.domain)), controlDomains: [])
    snapshot.bus.adapterMask = .all.subtracting([AdapterID(3)])
    snapshot.bus.domainMask = .all
    snapshot.drivers = ["cex2card", "cex2cqueue", "cex4card", "cex4queue", "vfio_ap"]
    var card = Card(AdapterID(3))
    (card.hardwareType, card.driver) = (type, "cex2card")
    snapshot.cards = [card]
    snapshot.queues = queues.map { Queue($0) }
    var mdev = Mdev("cef03c3c-903d-4ecc-9a83-40694cb8aee4")
    mdev.assigned = Matrix(adapters: [AdapterID(3)], domains: DomainSet(queues.map(\.domain)))
    snapshot.mdevs = [mdev]
    return snapshot
  }

  private static func missing(_ snapshot: HostSnapshot) -> [MissingQueue] {
    HostAnalysis(snapshot).guests.flatMap(\.missing)
  }

  enum Circumstance: CaseIterable {
    case nothingElse, autoprobeOff, moduleNotLoaded, boundToHost
  }

  /// vfio_ap never takes the queue, whatever else could be in the way.
  @Test(arguments: Circumstance.allCases)
  func `is the reason why a guest lacks its queues`(circumstance: Circumstance) {
    var host = Self.host(9)
    switch circumstance {
    case .nothingElse: break
    case .autoprobeOff: host.bus.driversAutoprobe = false
    case .moduleNotLoaded: host.drivers.removeAll { $0 == "vfio_ap" }
    case .boundToHost:
      host.bus.adapterMask = .all
      host.queues = Self.queues.map { Queue($0, driver: "cex2cqueue") }
    }
    let missing = Self.missing(host)
    #expect(missing.map(\.queue) == Self.queues)
    #expect(Set(missing.map(\.reason.code)) == ["adapter-too-old"])
    let groups = MissingGroup.groups(missing)
    #expect(
      groups.map(\.fact) == [
        "adapter 03 is dropped because vfio_ap takes CEX4 and later, and its card is older"
      ])
    #expect(
      groups.map(\.remedy) == [
        "give the guest an adapter of CEX4 or later, and unassign adapter 0x03 from the mdev"
      ])
  }

  @Test(arguments: [10, nil])
  func `is no reason where the card is younger, or its type is not known`(type: Int?) {
    #expect(Set(Self.missing(Self.host(type)).map(\.reason.code)) == ["no-driver"])
  }
}
