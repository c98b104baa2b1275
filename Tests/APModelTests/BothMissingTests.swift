import APModel
import Testing

/// A guest's queue of which the host has neither the adapter nor the domain.
@Suite
struct `A queue that lacks its adapter and its domain` {
  private static func guest(adapters: [UInt8], domains: [UInt8]) throws -> GuestAnalysis {
    var snapshot = HostSnapshot(origin: "test")
    snapshot.drivers = ["cex4card", "cex4queue", "vfio_ap"]
    snapshot.bus.adapterMask = []
    snapshot.bus.domainMask = []
    snapshot.bus.hostConfiguration = Matrix(
      adapters: [AdapterID(5)], domains: [DomainID(4)], controlDomains: [DomainID(9)])
    snapshot.queues = [Queue(APQN(AdapterID(5), DomainID(4)), driver: "vfio_ap")]
    var mdev = Mdev("62177883-f1bb-47f0-914d-32a22e3a8804")
    mdev.assigned = Matrix(
      adapters: AdapterSet(adapters.map { AdapterID($0) }),
      domains: DomainSet(domains.map { DomainID($0) }))
    snapshot.mdevs = [mdev]
    return try #require(HostAnalysis(snapshot).guests.first)
  }

  @Test func `is told with both where no other queue of the guest tells the domain`() throws {
    let groups = MissingGroup.groups(
      try Self.guest(adapters: [7], domains: [4, 9, 0x47, 0xab]).missing)
    #expect(
      groups.map(\.fact) == [
        "adapter 07 is not in the host's configuration",
        "adapter 07 is not in the host's configuration, and the host has domain 0009 for control only, not for"
          + " use",
        "neither adapter 07 nor domains 0047 00ab is in the host's configuration",
      ])
    #expect(groups.map(\.queues.count) == [1, 1, 2])
    #expect(
      groups[2].remedy
        == "assign adapter 0x07 to this LPAR and configure it on, and assign usage domains 0x47,0xab to this"
        + " LPAR; the kernel adds it by itself")
    #expect(groups.map(\.kind.code) == Array(repeating: "adapter-not-in-host", count: 3))
  }

  @Test func `is told with its adapter where another adapter's queue tells the domain`() throws {
    let groups = MissingGroup.groups(try Self.guest(adapters: [5, 7], domains: [4, 0x47]).missing)
    #expect(
      groups.map(\.fact) == [
        "domain 0047 is not in the host's configuration",
        "adapter 07 is not in the host's configuration",
      ])
  }
}
