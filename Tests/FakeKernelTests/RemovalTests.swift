import SystemPackage
import Testing

@testable import FakeKernel

@Suite
struct `A mediated device whose guest runs` {
  private static let uuid = ThreeGuests.uuids[0]
  private static let device = "/devices/vfio_ap/matrix/\(uuid)"
  private static let vfioDevice = "remove \(device)/vfio-dev/vfio0"
  private static let release = ["remove /devices/virtual/vfio/0", "unbind \(device)"]
  private static let remove = (path: "\(ThreeGuests.path(1))/remove", line: "1")
  private static let unbind = (path: "bus/mdev/drivers/vfio_ap_mdev/unbind", line: uuid)

  /// The removal as it was recorded on the three kernels: on 6.1 every event comes with the close.
  @Test(arguments: ["6.1", "6.12", "7.1"], [true, false])
  func `loses its VFIO device before or after the wait`(kernel: String, isRemoval: Bool) throws {
    var host = try FakeKernel.documented(kernel)
    try host.step(.guest(uuid: Self.uuid, open: true))
    let (path, line) = isRemoval ? Self.remove : Self.unbind
    let begin = try host.write(path, line: line)
    #expect(begin.result == "waits")
    let isLate = kernel == "6.1"
    #expect(begin.events == (isLate ? [] : [Self.vfioDevice]))
    let node = "devices/vfio_ap/matrix/\(Self.uuid)/vfio-dev/vfio0"
    #expect((TreeCheck(host).image[node] != nil) == isLate)
    let end = try host.step(.guest(uuid: Self.uuid, open: false))
    let last = isRemoval ? ["remove \(Self.device)"] : []
    #expect(end.events == (isLate ? [Self.vfioDevice] : []) + Self.release + last)
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `loses its VFIO device once when it is unbound and removed`(kernel: String) throws {
    var host = try FakeKernel.documented(kernel)
    try host.step(.guest(uuid: Self.uuid, open: true))
    var events: [String] = []
    for (path, line) in [Self.unbind, Self.remove] {
      let answer = try host.write(path, line: line)
      #expect(answer.result == "waits")
      events += answer.events
    }
    events += try host.step(.guest(uuid: Self.uuid, open: false)).events
    #expect(events == [Self.vfioDevice] + Self.release + ["remove \(Self.device)"])
  }

  /// Its driver is there until the unbinding has ended: bus_rescan_devices_helper does nothing then.
  @Test func `is not probed while it is unbound, and shows its driver`() throws {
    var host = try FakeKernel.documented("6.12")
    try host.step(.guest(uuid: Self.uuid, open: true))
    try host.write(Self.unbind.path, line: Self.unbind.line)
    #expect(try host.write("bus/mdev/drivers_probe", line: Self.uuid).result == "OK")
    #expect(host.shown("\(Self.device)/uevent") == "DRIVER=vfio_ap_mdev\n")
    try host.write(Self.remove.path, line: Self.remove.line)
    #expect(try host.write("bus/mdev/drivers_probe", line: Self.uuid).result == "ENODEV")
  }
}
