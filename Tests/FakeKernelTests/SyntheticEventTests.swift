import SystemPackage
import Testing

@testable import FakeKernel

@Suite
struct `A write to uevent` {
  private static let uuid = "01234567-89ab-CDEF-0123-456789abcdef"

  @Test(arguments: [
    ("bus/ap/drivers/vfio_ap", "drivers"), ("bus/ap/drivers/cex4card", "drivers"),
    ("bus/ap/drivers/cex4queue", "drivers"), ("bus/mdev/drivers/vfio_ap_mdev", "drivers"),
    ("bus/matrix/drivers/vfio_ap", "drivers"), ("bus/ap", "bus"), ("bus/mdev", "bus"),
    ("bus/matrix", "bus"), ("devices/ap", "ap"), ("devices/vfio_ap/matrix", "matrix"),
    ("devices/ap/card05", "ap"), ("devices/ap/card05/05.0004", "ap"),
    (ThreeGuests.path(1), "mdev"), ("\(ThreeGuests.path(1))/vfio-dev/vfio0", "vfio-dev"),
  ])
  func `sends an event of the object`(path: String, subsystem: String) throws {
    var host = try FakeKernel.documented("6.12")
    let answer = try host.write("\(path)/uevent", line: "change \(Self.uuid) A1=b2")
    #expect(answer.events == ["change /\(path)"])
    let event = try #require(answer.uevents.first)
    #expect(event.subsystem == subsystem)
    #expect(event["SYNTH_UUID"] == Self.uuid)
    #expect(event["SYNTH_ARG_A1"] == "b2")
  }

  /// `devices/vfio_ap` is on no bus and in no class.
  @Test func `sends nothing of a device that has no subsystem`() throws {
    var host = try FakeKernel.documented("6.12")
    let answer = try host.write("devices/vfio_ap/uevent", line: "change")
    #expect(answer.result == "OK")
    #expect(answer.events.isEmpty)
  }

  @Test(arguments: ["6.1", "6.12"])
  func `names the node of a VFIO device where it has one`(kernel: String) throws {
    var host = try FakeKernel.documented(kernel)
    let answer = try host.write("\(ThreeGuests.path(1))/vfio-dev/vfio0/uevent", line: "add")
    let node = kernel == "6.1" ? nil : "vfio/devices/vfio0"
    #expect(answer.uevents.map { $0["DEVNAME"] } == [node])
  }

  @Test(arguments: [
    ("change", "0"), ("change\n", "0"), ("change\0", "0"), ("offline\n", "0"),
    ("add \(uuid)", uuid), ("bind \(uuid) A=1 b2=C3\n", uuid),
  ])
  func `is taken in the kernel's form`(text: String, uuid: String) throws {
    var host = try FakeKernel.documented("7.1")
    let write = HostOperation.write(path: "devices/ap/card05/uevent", data: Array(text.utf8))
    #expect(try host.step(write).uevents.map { $0["SYNTH_UUID"] } == [uuid])
  }

  @Test(arguments: [
    "change notauuid", " change", "change ", "change \n", "change\n\n", "\n", "Change", "changes",
    "change \(uuid) ", "change  \(uuid)", "change \(uuid)  A=1", "change \(uuid) A",
    "change \(uuid) A=", "change \(uuid) =1", "change \(uuid) A_B=1", "change \(uuid) A=1=2",
    "change \(uuid)A", "change\n\0",
  ])
  func `is refused in any other form`(text: String) throws {
    var host = try FakeKernel.documented("7.1")
    let write = HostOperation.write(path: "devices/ap/card05/uevent", data: Array(text.utf8))
    #expect(try host.step(write).result == "EINVAL")
  }
}
