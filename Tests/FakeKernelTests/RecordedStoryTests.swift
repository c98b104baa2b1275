import APModel
import PlainJSON
import Sysfs
import SystemPackage
import TestSupport
import Testing

@testable import FakeKernel

/// Two stories of a live 7.2.13, told again on the model: each step's tree and events as recorded.
@Suite
struct `A guest's adapter that leaves and comes back` {
  private static let back = HardwareChange.addAdapter(AdapterID(6), type: 14, mode: .accelerator)
  private static let queues = ["06.0004", "06.0047", "06.00ab", "06.00ff"]

  private func expect(_ host: FakeKernel, shows name: String) throws {
    let recorded = try RecordedImage(RecordedHost("7.2.13/\(name)"))
    #expect(recorded.differences(from: host) == [])
  }

  /// One event as a log of `apmatrix monitor` has it, without number and time.
  private static func told(_ event: FakeUevent) -> String {
    let keys = event.properties.map { "\($0.key)=\($0.value)" }.sorted()
    return ([event.action, event.devpath, event.subsystem] + keys).joined(separator: " ")
  }

  private static func log(_ name: String) throws -> [String] {
    let file = Repository.root.appending("Testdata/uevents").appending("7.2.13-\(name).jsonl")
    return try TextFile.text(file).split(separator: "\n").map { line in
      let event = try JSONParser.parse(String(line))
      let words = ["action", "device", "subsystem"].map { event[$0]?.string ?? "?" }
      let keys = (event["properties"]?.object ?? [:]).members.map { member in
        "\(member.key)=\(member.value.string ?? "?")"
      }
      return (words + keys.sorted()).joined(separator: " ")
    }
  }

  @Test func `stays unbound while drivers_autoprobe is 0`() throws {
    var host = try ShownKernel.kernel(
      in: try RecordedHost("7.2.13/autoprobe-hold-00-hold-adapter-gone").tree())
    try expect(host, shows: "autoprobe-hold-00-hold-adapter-gone")
    var events: [FakeUevent] = []
    try host.step(.hardware(Self.back))
    try host.step(.hardware(.addAdapter(AdapterID(12), type: 14, mode: .cca)))
    events += try host.step(.scan).uevents
    try expect(host, shows: "autoprobe-hold-01-hold-adapter-back-unbound")
    events += try host.write("bus/ap/drivers_probe", line: "card06").uevents
    for queue in Self.queues {
      try host.write("devices/ap/card06/\(queue)/driver_override", line: "vfio_ap")
      events += try host.write("bus/ap/drivers_probe", line: queue).uevents
    }
    try expect(host, shows: "autoprobe-hold-02-hold-bound-by-hand")
    for name in ["card0c", "0c.0004"] {
      events += try host.write("bus/ap/drivers_probe", line: name).uevents
    }
    events += try host.write("bus/ap/drivers_autoprobe", line: "1").uevents
    events += try host.step(.scan).uevents
    try expect(host, shows: "autoprobe-hold-03-autoprobe-given-back")
    #expect(events.map(Self.told) == (try Self.log("autoprobe-hold")))
  }

  @Test func `is the host's for a while where drivers_autoprobe is 1`() throws {
    var host = try ShownKernel.kernel(
      in: try RecordedHost("7.2.13/override-window-01-override-applied").tree())
    try expect(host, shows: "override-window-01-override-applied")
    // Hidden in a tree: the event is due, since the overrides' probes came after the only scan.
    host.bus.isArmed = true
    let queue = APQN(AdapterID(6), DomainID(4))
    let guest = try #require(host.mdevs.first { $0.matrix.contains(queue) })
    try host.step(.guest(uuid: guest.uuid, open: true))
    try expect(host, shows: "override-window-02-guest-running")
    try host.step(.hardware(.removeAdapter(AdapterID(6))))
    try host.step(.scan)
    try expect(host, shows: "override-window-03-adapter-gone")
    try host.step(.hardware(Self.back))
    var events = try host.step(.scan).uevents
    try expect(host, shows: "override-window-04-adapter-back-host-has-guests-queues")
    for queue in Self.queues {
      try host.write("devices/ap/card06/\(queue)/driver_override", line: "vfio_ap")
      events += try host.write("bus/ap/drivers/cex4queue/unbind", line: queue).uevents
      events += try host.write("bus/ap/drivers_probe", line: queue).uevents
    }
    try expect(host, shows: "override-window-05-healed")
    #expect(events.map(Self.told) == (try Self.log("override-window")))
  }
}
