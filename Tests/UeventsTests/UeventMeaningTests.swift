import APModel
import Testing
import Uevents

@Suite
struct `The meaning of an event` {
  static let queue = APQN(AdapterID(5), DomainID(0x47))
  static let path = "/devices/ap/card05/05.0047"
  static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  @Test(arguments: [
    (["CONFIG": "0"], DeviceChange.configured(false), "queue 05.0047 is configured off"),
    (["ONLINE": "1"], .online(true), "queue 05.0047 is online"),
    (["SE_ASSOC": "7"], .secureAssociated("7"), "queue 05.0047 is associated with secret 7"),
    ([:], .changed, "queue 05.0047 changed"),
  ])
  func `is what changed on a queue`(
    _ properties: [String: String], _ change: DeviceChange, _ sentence: String
  ) {
    let event = Uevent(.change, Self.path, subsystem: "ap", properties: properties)
    let meaning = UeventMeaning(event)
    #expect(meaning == .queue(Self.queue, change))
    #expect(meaning.description == sentence)
  }

  @Test func `remembers that an unbind does not name the driver`() {
    let event = Uevent(.unbind, Self.path, subsystem: "ap")
    #expect(UeventMeaning(event).description == "queue 05.0047 lost its driver")
  }

  @Test(arguments: [
    Uevent(.add, "/devices/pci0000:00/mdev0/\(uuid)", subsystem: "mdev"),
    Uevent(.change, "/devices/ap/nonsense", subsystem: "ap"),
    Uevent(.change, "/devices/ap/card5", subsystem: "ap"),
    Uevent(.change, "/devices/virtual/misc/rfkill", subsystem: "misc"),
    Uevent(.add, "/bus/pci/drivers/vfio-pci", subsystem: "drivers"),
    Uevent(.other("move"), path, subsystem: "ap"),
  ])
  func `is nothing for what belongs to others`(_ event: Uevent) {
    #expect(UeventMeaning(event) == .irrelevant)
    #expect(!UeventMeaning(event).isHint)
  }

  /// COMPLETECOUNT is how often it came to that, and no number of queues (ap_send_bindings_complete_uevent).
  @Test(arguments: [("1", "1 time"), ("3", "3 times")])
  func `counts how often all queues had a driver`(_ count: String, _ words: String) {
    let event = Uevent(
      .change, "/devices/ap", subsystem: "ap",
      properties: ["BINDINGS": "complete", "COMPLETECOUNT": count])
    #expect(
      UeventMeaning(event).description == "all queues have a driver (reached \(words) so far)")
  }

  @Test func `keeps a malformed mask out and still says that the bus changed`() {
    let event = Uevent(.change, "/devices/ap", subsystem: "ap", properties: ["APMASK": "0xzz\n"])
    #expect(UeventMeaning(event) == .bus(.changed))
  }

  @Test(arguments: ["SUBSYSTEM=ap", "ACTION=add\nSUBSYSTEM=ap"])
  func `needs an action and a device`(_ lines: String) throws {
    #expect(try UeventLog("KERNEL[1.0] add@/x\n" + lines).events.isEmpty)
  }

  @Test func `is refused with its line where a log is cut in a line`() {
    #expect(throws: UeventLog.Malformed(line: 3)) {
      try UeventLog("KERNEL[1.0] add@/devices/ap\nACTION=add\nDEVPA")
    }
  }
}
