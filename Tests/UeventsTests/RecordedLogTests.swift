import APModel
import SystemPackage
import TestSupport
import Testing
import Uevents

@Suite
struct `Recorded events of real kernels` {
  @Test func `are all there`() {
    #expect(RecordedLog.kernelLogs.count == 30)
    #expect(RecordedLog.udevadmLogs.count == 2)
  }

  @Test(arguments: RecordedLog.kernelLogs + RecordedLog.udevadmLogs)
  func `are read without a loss`(_ name: String) throws {
    let text = try RecordedLog.text(name)
    let events = try UeventLog(text).events
    let lines = text.split(separator: "\n")
    #expect(events.count == lines.count { $0.hasPrefix("ACTION=") })
    #expect(
      events.count { $0.properties["DRIVER"] == "vfio_ap" }
        == lines.count { $0 == "DRIVER=vfio_ap" })
  }

  @Test(arguments: RecordedLog.kernelLogs)
  func `come with rising numbers and all have a meaning`(_ name: String) throws {
    let events = try UeventLog(RecordedLog.text(name)).events
    let numbers = events.compactMap(\.sequenceNumber)
    #expect(numbers.count == events.count)
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
    for event in events where ["ap", "mdev", "matrix"].contains(event.subsystem) {
      #expect(UeventMeaning(event).isHint, "\(event)")
    }
  }

  @Test(arguments: RecordedLog.kernelLogs)
  func `name the driver only where a device got one`(_ name: String) throws {
    for event in try UeventLog(RecordedLog.text(name)).events {
      guard case .queue(_, let change) = UeventMeaning(event) else { continue }
      switch change {
      case .bound(let driver): #expect(driver == "vfio_ap" || driver == "cex4queue")
      case .unbound, .removed: #expect(event.properties["DRIVER"] == nil)
      default: break
      }
    }
  }

  @Test(arguments: ["6.1.176-b.txt", "6.12.107-b.txt", "7.1.8-b.txt", "7.1.8-b.udevadm.txt"])
  func `show the masks of the three-guest example without the newline at their end`(
    _ name: String
  ) throws {
    let meanings = try UeventLog(RecordedLog.text(name)).events.map { UeventMeaning($0) }
    let adapters = AdapterSet.all.subtracting([AdapterID(5), AdapterID(6)])
    let domains = DomainSet.all.subtracting(
      DomainSet([4, 0x47, 0xab, 0xff].map { DomainID($0) }))
    #expect(meanings.contains(.bus(.adapterMask(adapters))))
    #expect(meanings.contains(.bus(.domainMask(domains))))
  }

  @Test func `show mdevs that are created, bound, unbound and removed in this order`() throws {
    let events = try UeventLog(RecordedLog.text("7.1.8-i.txt")).events
    var changes: [String: [DeviceChange]] = [:]
    for case .mdev(let uuid, let change) in events.map({ UeventMeaning($0) }) {
      changes[uuid, default: []].append(change)
    }
    #expect(!changes.isEmpty)
    for (_, story) in changes {
      let whole: [DeviceChange] = [.added, .bound(driver: "vfio_ap_mdev"), .unbound, .removed]
      #expect(whole.starts(with: story))
    }
  }

  @Test func `show guests that start and end only through KVM`() throws {
    let events = try UeventLog(RecordedLog.text("7.1.8-u.txt")).events
    let machines = events.map { UeventMeaning($0) }.filter {
      if case .machine = $0 { true } else { false }
    }
    #expect(machines.prefix(2) == [.machine(started: true), .machine(started: false)])
  }

  @Test(arguments: [("6.1.176-large.txt", 1000...3000), ("7.1.8-e.txt", 1...20)])
  func `announce complete bindings for every queue before Linux 6.9 and rarely since`(
    _ name: String, _ expected: ClosedRange<Int>
  ) throws {
    let events = try UeventLog(RecordedLog.text(name)).events
    #expect(expected.contains(events.count { UeventMeaning($0).endsBurst }))
  }
}

/// The recorded event logs below Testdata, as text.
enum RecordedLog {
  static let folder = Repository.root.appending("Testdata").appending("uevents")

  /// The names of the logs of a listener to the kernel's socket.
  static let kernelLogs = names { !$0.contains("udevadm") }
  /// The names of what `udevadm monitor` printed.
  static let udevadmLogs = names { $0.contains("udevadm") }

  static func text(_ name: String) throws -> String {
    try TextFile.text(folder.appending(name))
  }

  private static func names(_ matches: (String) -> Bool) -> [String] {
    TextFile.names(folder).filter { $0.hasSuffix(".txt") && matches($0) }
  }
}
