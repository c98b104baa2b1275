import APHost
import APModel
import Sysfs
import SystemPackage
import TestSupport
import Testing

@Suite
struct `A value that is not what it should be` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let mdev = "devices/vfio_ap/matrix/\(uuid)/"

  @Test(arguments: [
    ("bus/ap/apmask", "0xf9", "a mask of 0x and 64 hex digits"),
    ("bus/ap/aqmask", "", "a mask of 0x and 64 hex digits"),
    ("bus/ap/ap_adapter_mask", String(repeating: "g", count: 66), "64 hex digits"),
    ("bus/ap/bindings", "15/14", "BOUND/ALL"),
    ("bus/ap/bindings", "15/15 (comp", "BOUND/ALL"),
    ("bus/ap/ap_domain", "999", "a domain number"),
    ("bus/ap/ap_max_domain_id", "two", "a decimal number from 0 to 255"),
    ("bus/ap/config_time", "-3", "a decimal number"),
    ("bus/ap/poll_thread", "yes", "0 or 1"),
    ("devices/ap/card05/config", "2", "0 or 1"),
    ("devices/ap/card05/ap_functions", "0x", "0x and 8 hex digits"),
    ("devices/ap/card05/hwtype", "CEX8", "a decimal number"),
    (mdev + "ap_config", "0x00,0x00", "three masks"),
    (mdev + "guest_matrix", "05-0004", "lines of AA.DDDD"),
    // No kernel prints what is no full product; it is not taken for a file that is not there.
    (mdev + "guest_matrix", "05.0004\n06.0047", "lines of AA.DDDD"),
  ])
  func `is one problem that names the path and what was expected`(
    path: String, value: String, expected: String
  ) throws {
    let tree = PatchedTree(
      try RecordedHost("7.1.8/b-03-configured").tree(), [path: .text(value + "\n")])
    let snapshot = try HostReader(tree).snapshot()
    #expect(snapshot.problems.count == 1)
    #expect(snapshot.problems.first?.path == path)
    #expect(snapshot.problems.first?.reason.contains(expected) == true)
    #expect(!snapshot.isComplete)
    // Everything else is still there.
    #expect(snapshot.queues.count == 15)
    #expect(snapshot.cards.count == 3)
    #expect(snapshot.mdevs.count == 3)
  }

  @Test(arguments: [
    (PatchedTree.Answer.tooLarge, "longer than 65536 bytes"),
    (.errno(.tooManySymbolicLinkLevels), "read failed"),
    (.errno(.ioError), "read failed"),
    (.errno(.permissionDenied), "read failed"),
  ])
  func `is a problem when it can't be read at all`(answer: PatchedTree.Answer, reason: String)
    throws
  {
    let tree = PatchedTree(
      try RecordedHost("7.1.8/b-03-configured").tree(), ["bus/ap/apmask": answer])
    let snapshot = try HostReader(tree).snapshot()
    #expect(snapshot.problems.map(\.path) == ["bus/ap/apmask"])
    #expect(snapshot.problems.first?.reason.contains(reason) == true)
    #expect(snapshot.bus.domainMask != nil)
  }

  @Test func `takes nothing from a device that vanishes meanwhile but the device`() throws {
    let gone = PatchedTree.Answer.errno(.noSuchFileOrDirectory)
    var answers: [String: PatchedTree.Answer] = [:]
    for name in ["hwtype", "ap_functions", "config", "chkstop", "type", "online"] {
      answers["devices/ap/card06/" + name] = gone
    }
    for name in ["ap_config", "matrix", "guest_matrix", "control_domains"] {
      answers[Self.mdev + name] = .errno(.operationNotSupportedByDevice)
    }
    let tree = PatchedTree(try RecordedHost("7.1.8/b-03-configured").tree(), answers)
    let snapshot = try HostReader(tree).snapshot()
    #expect(snapshot.problems.isEmpty)
    #expect(snapshot.cards.map(\.id.description) == ["03", "05"])
  }
}
