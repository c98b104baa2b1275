import APHost
import APModel
import FakeKernel
import TestSupport
import Testing

@testable import Twin

/// A start of the twin of a host with guests, held against the recorded boots of the same machine.
@Suite
struct `A start of a twin` {
  @Test(arguments: ["6.12.117", "7.2.13"])
  func `leaves what was recorded after the boot of that machine`(kernel: String) throws {
    let tree = try RecordedHost("\(kernel)/state-02-guest-running").tree()
    let running = try HostReader(tree, depth: .planning).snapshot()
    let twin = try Twin(of: running, reading: tree)
    let host = ModelTree(twin.kernel.restarted(), origin: "restarted")
    try Self.expect(host, equals: RecordedHost("\(kernel)/state-00-boot"))
    host.apply(.load(.vfio))
    try Self.expect(host, equals: RecordedHost("\(kernel)/state-01-vfio-loaded"))
  }

  /// The doctor judges the words that a host's files give the kernel; what starts here is given the same.
  @Test func `begins with the masks that the kernel is given`() throws {
    let tree = try RecordedHost("7.2.13/deployed-applied").tree()
    let running = try HostReader(tree, depth: .planning).snapshot()
    let twin = try Twin(of: running, reading: tree)
    let kept = Happening.Persistence(
      masks: nil, definitions: [], parameters: BootParameters(aqmask: "0x0"))
    _ = twin.restart(kept)
    let started = try twin.snapshot()
    #expect(started.bus.adapterMask == .all && started.bus.domainMask == [])
    #expect(!started.queues.isEmpty && started.queues.allSatisfy { $0.driver == "vfio_ap" })
  }

  private static func expect(_ host: ModelTree, equals recording: RecordedHost) throws {
    let recorded = try HostReader(try recording.tree(), depth: .planning).snapshot()
    var started = try HostReader(host, depth: .planning).snapshot()
    started.carry(from: recorded)
    let differences = ShownState(recorded).differences(from: ShownState(started)).filter {
      // How often a machine has been scanned, and what its own programs sent, is not of the boot.
      !$0.attribute.hasSuffix("_count") && $0.attribute != "bus/ap/scans"
    }
    #expect(differences == [], "\(recording.name)")
  }
}
