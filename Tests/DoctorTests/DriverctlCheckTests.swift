import APModel
import Neighbours
import Reconcile
import SystemPackage
import TestSupport
import Testing

@testable import Doctor

/// Overrides that driverctl has saved, beside who hands queues over.
@Suite
struct `The doctor's check of what driverctl saves` {
  /// Facts with this saved for queues of adapter 05.
  private static func facts(_ saved: [UInt8: String], _ ownership: Ownership?) -> Facts {
    let facts = Bench.facts()
    facts.snapshot.capabilities.driverOverride = true
    facts.boot.savedOverrides = saved.sorted { $0.key < $1.key }.map { domain, driver in
      let queue = APQN(AdapterID(5), DomainID(domain))
      return .init(path: "/etc/driverctl.d/ap-\(queue)", queue: queue, driver: driver)
    }
    guard let ownership else { return facts }
    facts.declare([Bench.web: Bench.matrix([5], [4])], agent: false)
    facts.configuration?.ownership = ownership
    return facts
  }

  @Test(
    arguments: [
      ([4: "vfio_ap"], Ownership.masks, ["wrong-at-next-boot driverctl-against-masks"]),
      ([4: "vfio_ap"], nil, ["wrong-at-next-boot driverctl-against-masks"]),
      ([4: "vfio_ap"], .driverOverride, ["worth-knowing driverctl-loads-once"]),
      ([4: "cex4queue"], .driverOverride, ["wrong-at-next-boot driverctl-against-declared"]),
      (
        [4: "vfio_ap", 9: "vfio_ap"], .driverOverride,
        ["wrong-at-next-boot driverctl-against-declared"]
      ),
      ([9: "cex4queue"], .driverOverride, ["worth-knowing driverctl-loads-once"]),
      ([:], .masks, []),
    ] as [([UInt8: String], Ownership?, [String])])
  func `tells whom they are in the way of`(
    saved: [UInt8: String], ownership: Ownership?, heads: [String]
  ) {
    let facts = Self.facts(saved, ownership)
    #expect(facts.heads(DriverctlCheck.findings) == heads)
    #expect(facts.unknownOverrides.isEmpty == !saved.values.contains("vfio_ap"))
    #expect(facts.mayBeOverridden(Bench.matrix([5], [4])) == (saved[4] == "vfio_ap"))
    // A kernel before 6.19 has no such attribute.
    facts.snapshot.capabilities.driverOverride = false
    #expect(facts.heads(DriverctlCheck.findings) == [])
  }

  @Test func `names the command that takes one away`() {
    let finding = DriverctlCheck.findings(Self.facts([4: "vfio_ap", 9: "vfio_ap"], .masks)).first
    #expect(
      finding?.remedy
        == "driverctl --bus ap unset-override 05.0004, and each other that driverctl --bus ap list-persisted shows"
    )
  }

  @Test func `reads the files of queues, and nobody else's`() throws {
    let scratch = try ScratchDirectory()
    let saved = scratch.path.appending("etc/driverctl.d")
    try TextFile.makeDirectories(saved)
    for (name, driver) in [
      ("ap-05.0004", "vfio_ap"), ("ap-card05", "x"), ("0000:00:01.0", "vfio-pci"),
    ] {
      try TextFile.write(driver + "\n", to: saved.appending(name))
    }
    let facts = FactsReader.boot(
      HostSnapshot(origin: "bench"), root: HostRoot(directory: scratch.path))
    #expect(facts.boot.savedOverrides.map(\.path) == ["/etc/driverctl.d/ap-05.0004"])
    #expect(facts.boot.savedOverrides.map(\.driver) == ["vfio_ap"])
  }
}
