import APHost
import APModel
import Compare
import Report
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// Two looks at one host, of which one could not read everything.
@Suite
struct `What a side could not read` {
  private static let recording = RecordedHost("7.2.13/state-04-queue-checkstopped")
  private static let matrix = "devices/vfio_ap/matrix"
  private static let guest = "62177883-f1bb-47f0-914d-32a22e3a8804"

  private static func snapshot(
    _ answers: [String: PatchedTree.Answer], _ recording: RecordedHost = recording
  ) throws -> HostSnapshot {
    try HostReader(PatchedTree(try recording.tree(), answers), depth: .full).snapshot()
  }

  @Test(arguments: [
    matrix, "bus/ap/drivers", "bus/ap/drivers/vfio_ap", "bus/ap/drivers/cex4queue",
    "bus/ap/devices",
    "bus/ap/apmask", "bus/ap/aqmask", "bus/ap/ap_adapter_mask", "bus/ap/ap_domain",
    "bus/ap/drivers_autoprobe", "bus/ap/features", "devices/ap/card05/hwtype",
    "devices/ap/card05/chkstop", "devices/ap/card05/ap_functions", "devices/ap/card05/online",
    "devices/ap/card05/05.0047/chkstop", "devices/ap/card05/05.0047/config",
    "\(matrix)/\(guest)/ap_config", "\(matrix)/\(guest)/guest_matrix",
  ])
  func `is no difference`(path: String) throws {
    let whole = ComparedHost(try Self.snapshot([:]))
    let part = ComparedHost(try Self.snapshot([path: .errno(.permissionDenied)]))
    for difference in [HostDifference(whole, part), HostDifference(part, whole)] {
      #expect(difference.isEmpty, "\(difference.changes) \(difference.hands)")
      let lines = DifferenceText(difference, style: .plain).lines
      #expect(!difference.isComplete)
      #expect(lines.last == "Nothing that could be read is different.")
      #expect(lines.contains { $0.hasPrefix("   not read:") })
    }
  }

  /// A copy without the device of which the links still tell; what its guests lack looks like nobody's.
  @Test(arguments: ["state-02-guest-running", "autoprobe-hold-01-hold-adapter-back-unbound"])
  func `is no difference either where a copy lacks it`(name: String) throws {
    let recording = RecordedHost("7.2.13/\(name)")
    let whole = ComparedHost(try Self.snapshot([:], recording))
    let part = ComparedHost(
      try Self.snapshot([Self.matrix: .errno(.noSuchFileOrDirectory)], recording))
    for difference in [HostDifference(whole, part), HostDifference(part, whole)] {
      #expect(difference.isEmpty, "\(difference.changes) \(difference.hands)")
      #expect(!difference.isComplete)
    }
  }

  /// The queue's checkstop is another thing than the card that can't be read.
  @Test func `hides nothing else`() throws {
    let before = ComparedHost(
      try Self.snapshot(
        ["devices/ap/card06/hwtype": .errno(.permissionDenied)],
        RecordedHost("7.2.13/state-02-guest-running")))
    let difference = HostDifference(before, ComparedHost(try Self.snapshot([:])))
    #expect(difference.hands.come.map(\.code) == [.queuesNotAnswering])
    #expect(difference.changes.contains { $0.aspect == "checkstopped" })
  }

  @Test func `is not what a guest is called`() throws {
    let snapshot = try Self.snapshot([:], RecordedHost("7.2.13/state-05-card-off"))
    let named = ComparedHost(snapshot, names: [Self.guest: "web01"])
    #expect(named.problems.contains { $0.object == "guest web01" })
    for difference in [
      HostDifference(named, ComparedHost(snapshot)), HostDifference(ComparedHost(snapshot), named),
    ] {
      #expect(difference.isEmpty, "\(difference.hands)")
    }
  }
}
