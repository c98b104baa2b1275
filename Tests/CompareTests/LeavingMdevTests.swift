import APHost
import APModel
import Compare
import FakeKernel
import Testing

/// A removal that waits for its guest: the mdev shows nothing any more, and has all that it had.
@Suite
struct `An mdev that is being removed` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  @Test(arguments: [KernelCapabilities.linux6_1, .linux6_12, .linux7_1])
  func `loses nothing and ends no guest, for all that shows`(kernel: KernelCapabilities) throws {
    let queue = APQN(AdapterID(5), DomainID(4))
    var hardware = Hardware(domains: [queue.domain])
    hardware.adapters[queue.adapter] = HardwareAdapter(type: 14, mode: .cca)
    var host = FakeKernel.booted(kernel, hardware: hardware)
    let mdev = Mdev.path(Self.uuid)
    for (path, line) in [
      ("bus/ap/apmask", "-5"), (Mdev.typePath + "/create", Self.uuid),
      ("\(mdev)/assign_adapter", "5"), ("\(mdev)/assign_domain", "4"),
    ] {
      #expect(host.apply(.write(path: path, data: Array(line.utf8))).errno == nil, "\(path)")
    }
    #expect(host.apply(.guest(uuid: Self.uuid, open: true)).errno == nil)
    let before = try Self.compared(host)
    _ = host.apply(.write(path: "\(mdev)/remove", data: Array("1".utf8)))
    let after = try Self.compared(host)
    #expect(after.snapshot.mdevs.map(\.state) == [.beingRemoved])
    for difference in [HostDifference(before, after), HostDifference(after, before)] {
      #expect(difference.hands.guests.isEmpty, "\(difference.hands)")
      let aspects = difference.changes.map(\.aspect)
      #expect(aspects.allSatisfy { !$0.hasPrefix("assigned") && $0 != "running" }, "\(aspects)")
      #expect(aspects.contains("mdev"))
    }
  }

  private static func compared(_ host: FakeKernel) throws -> ComparedHost {
    ComparedHost(try HostReader(ModelTree(host, origin: "fake"), depth: .full).snapshot())
  }
}
