import APHost
import APModel
import Sysfs
import TestSupport
import Testing

@testable import FakeKernel

/// Hosts that are larger than any recording: made by the model, every queue with vfio_ap.
@Suite
struct `Reading a composed host` {
  private static let domains = 85

  /// A host with one domain of all adapters for each guest.
  private func host(adapters: Int, guests: Int) throws -> CountingTree {
    var hardware = Hardware(
      domains: DomainSet((0..<Self.domains).map { DomainID(UInt8($0)) }), controlDomains: [])
    for adapter in 0..<adapters {
      hardware.adapters[AdapterID(UInt8(adapter))] = HardwareAdapter(type: 14, mode: .cca)
    }
    var kernel = FakeKernel.booted(.linux7_1, hardware: hardware)
    func write(_ path: String, _ text: String) throws {
      let answer = kernel.apply(.write(path: path, data: Array((text + "\n").utf8)))
      #expect(answer.errno == nil)
    }
    try write("bus/ap/apmask", "0x0")
    let parent = "devices/vfio_ap/matrix/"
    let rows = AdapterSet((0..<adapters).map { AdapterID(UInt8($0)) })
    for guest in 0..<guests {
      let uuid = "\(10_000_000 + guest)-1111-4111-8111-111111111111"
      try write(parent + "mdev_supported_types/vfio_ap-passthrough/create", uuid)
      let matrix = Matrix(adapters: rows, domains: [DomainID(UInt8(guest))])
      try write(parent + uuid + "/ap_config", matrix.configText)
    }
    return CountingTree(try StateTree.tree(of: kernel))
  }

  @Test func `costs the default status 6 accesses a card, 4 a guest and 2 for each of its queues`()
    throws
  {
    let small = try host(adapters: 4, guests: 5)
    let large = try host(adapters: 12, guests: 85)
    _ = try HostReader(small).snapshot()
    let snapshot = try HostReader(large).snapshot()
    #expect(snapshot.queues.count == 12 * Self.domains)
    #expect(large.log.count - small.log.count == 6 * 8 + 4 * 80 + 2 * (12 * 85 - 4 * 5))
    let analysis = HostAnalysis(snapshot)
    #expect(analysis.guests.allSatisfy { !$0.isDegraded })
    #expect(analysis.ownerships.allSatisfy { !$0.isConflict })
    #expect(analysis.guests.allSatisfy { $0.effectiveCount == 12 })
  }

  @Test func `costs the verbose status the same for each queue`() throws {
    let sizes = [2, 4, 8]
    let counts = try sizes.map { adapters in
      let tree = try host(adapters: adapters, guests: 3)
      _ = try HostReader(tree, depth: .full).snapshot()
      return tree.log.count
    }
    // Twice the cards, twice the accesses: linear in the queues.
    #expect(counts[2] - counts[1] == 2 * (counts[1] - counts[0]))
    #expect((counts[2] - counts[1]) / (4 * Self.domains) <= 6)
  }
}
