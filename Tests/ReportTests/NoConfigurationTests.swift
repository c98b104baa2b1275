import APHost
import APModel
import Report
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// A machine without the QCI facility: vfio_ap's copy of the host's masks stays empty, and the kernel
/// ANDs with it what a guest may control as well as what it may use.
@Suite
struct `A machine that tells no configuration` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let mdev = "devices/vfio_ap/matrix/\(uuid)/"

  private static func analysis(_ more: [String: PatchedTree.Answer] = [:]) throws -> HostAnalysis {
    var answers = more
    for mask in ["adapter", "usage_domain", "control_domain"] {
      answers["bus/ap/ap_\(mask)_mask"] = .text("not supported\n")
    }
    let tree = try RecordedHost("7.1.8/b-03-configured").tree()
    for uuid in try tree.list("devices/vfio_ap/matrix").map(\.name) {
      answers["devices/vfio_ap/matrix/\(uuid)/guest_matrix"] = .text("")
    }
    return HostAnalysis(try HostReader(PatchedTree(tree, answers), depth: .full).snapshot())
  }

  @Test func `gives a guest no control domain`() throws {
    let analysis = try Self.analysis()
    let guest = try #require(analysis.guests.first { $0.mdev.uuid == Self.uuid })
    #expect(guest.mdev.assigned?.controlDomains == [DomainID(4), DomainID(0xab)])
    #expect(guest.source == .kernel)
    #expect(guest.effective == Matrix())
    let json = StatusDocument(StatusView(analysis)).lines
    let item = try #require(json.first { $0.contains("\"uuid\":\"\(Self.uuid)\"") })
    let none = "{\"ids\":[],\"mask\":\"0x\(String(repeating: "0", count: 64))\",\"numbers\":[]}"
    #expect(
      item.contains(
        "\"effective\":{\"adapters\":\(none),\"controlDomains\":\(none),\"domains\":\(none)"))
  }

  /// Nobody knows then what the guest gets; that it gets nothing would be a lie.
  @Test func `lacks nothing for certain where the host's masks can't be read`() throws {
    var answers: [String: PatchedTree.Answer] = ["bus/ap/ap_adapter_mask": .errno(.ioError)]
    let tree = try RecordedHost("7.1.8/b-03-configured").tree()
    for uuid in try tree.list("devices/vfio_ap/matrix").map(\.name) {
      answers["devices/vfio_ap/matrix/\(uuid)/guest_matrix"] = .errno(.noSuchFileOrDirectory)
    }
    let view = StatusView(
      HostAnalysis(try HostReader(PatchedTree(tree, answers), depth: .full).snapshot()))
    #expect(
      CheckLine(view).line == "INCOMPLETE: bus/ap/ap_adapter_mask: read failed: Input/output error")
    let text = StatusTable(view).lines.joined(separator: "\n")
    #expect(text.contains(" ?/4 ") && !text.contains("lack"), "\(text)")
  }

  @Test func `is the reason also where nothing but control domains is assigned`() throws {
    let none = "0x" + String(repeating: "0", count: 64)
    let control = "0x08" + String(repeating: "0", count: 62)
    let analysis = try Self.analysis([
      Self.mdev + "ap_config": .text("\(none),\(none),\(control)\n")
    ])
    let guest = try #require(analysis.guests.first { $0.mdev.uuid == Self.uuid })
    #expect(guest.missing.isEmpty)
    #expect(guest.effective == Matrix())
    let lines = ExplainReport(analysis).lines(guest: guest)
    let text = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
    #expect(
      text.hasSuffix(
        "What to do run the guest on a machine with the QCI facility, which vfio_ap needs"),
      "\(text)")
  }
}
