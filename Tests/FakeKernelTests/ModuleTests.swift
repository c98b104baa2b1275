import APModel
import Sysfs
import SystemPackage
import TestSupport
import Testing

@testable import FakeKernel

@Suite
struct `A module that is loaded` {
  @Test(arguments: ["6.1", "6.12", "7.1"], [BusDriver.zcrypt, .vfio])
  func `binds nothing where drivers_autoprobe is 0`(kernel: String, driver: BusDriver) throws {
    var host = try FakeKernel.documented(kernel)
    let path = driver == .zcrypt ? "bus/ap/drivers/cex4card" : "bus/ap/drivers/vfio_ap"
    for uuid in ThreeGuests.uuids {
      try host.write("devices/vfio_ap/matrix/\(uuid)/remove", line: "1")
    }
    let bound = try #require(host.names(in: path))
    #expect(!bound.isEmpty)
    try host.step(.unload(driver))
    try host.write("bus/ap/drivers_autoprobe", line: "0")
    let answer = try host.step(.load(driver))
    #expect(!answer.events.contains { $0.hasPrefix("bind /devices/ap/") })
    #expect(answer.events.contains("add /\(path)"))
    #expect(host.names(in: path) == [])
    try host.step(.unload(driver))
    try host.write("bus/ap/drivers_autoprobe", line: "1")
    try host.step(.load(driver))
    #expect(host.names(in: path) == bound)
  }

  /// driver_attach walks the bus's devices, and driver_detach the driver's from its end.
  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `takes the cards in the order in which they came, and leaves them in the other`(
    kernel: String
  ) throws {
    let capabilities = try #require(KernelCapabilities(kernel: kernel))
    var host = FakeKernel.booted(capabilities, hardware: RandomOperations.hardware)
    let cards = try #require(host.names(in: "bus/ap/drivers/cex4card")).filter {
      $0.hasPrefix("card")
    }
    let late = AdapterID(1)
    for change in [HardwareChange.addAdapter(late, type: 14, mode: .cca)] {
      try host.step(.hardware(change))
      try host.step(.scan)
    }
    func moved(_ verb: String, _ operation: HostOperation) throws -> [String] {
      try host.step(operation).events.filter {
        $0.hasPrefix("\(verb) /devices/ap/card") && $0.count == "\(verb) /devices/ap/card00".count
      }.map { String($0.suffix(6)) }
    }
    #expect(try moved("unbind", .unload(.zcrypt)) == [late.cardName] + cards.reversed())
    #expect(try moved("bind", .load(.zcrypt)) == cards + [late.cardName])
  }

  /// vfio_ap asks the hardware when it is loaded and does not wait for the bus's next scan.
  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `knows of a domain that no scan has seen`(kernel: String) throws {
    var host = try FakeKernel.documented(kernel)
    try host.step(.unload(.vfio))
    try host.step(.hardware(.domain(DomainID(7), true)))
    try host.step(.load(.vfio))
    try host.write(ThreeGuests.create, line: ThreeGuests.uuids[0])
    try host.write("\(ThreeGuests.path(1))/assign_domain", line: "7")
    #expect(host.shown("\(ThreeGuests.path(1))/guest_matrix") == ".0007\n")
    #expect(host.names(in: "bus/ap/devices")?.contains("05.0007") == false)
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `brings the type of its devices with it where no queue is bound`(kernel: String) throws {
    let scratch = try ScratchDirectory()
    let capabilities = try #require(KernelCapabilities(kernel: kernel))
    let tree = try FakeHost.create(
      at: scratch.path.appending("sys"),
      .booted(capabilities, hardware: RandomOperations.hardware))
    #expect(try tree.kernel().names(in: "bus/ap/drivers/vfio_ap") == [])
    for operation in [HostOperation.unload(.vfio), .load(.vfio)] { _ = try tree.apply(operation) }
    let names = ["available_instances", "create", "device_api", "devices", "name"]
    #expect(try tree.list(Mdev.typePath).map(\.name).sorted() == names)
    #expect(try tree.text("\(Mdev.typePath)/available_instances") == "65536")
    #expect(try tree.text("\(Mdev.typePath)/device_api") == "vfio-ap")
    #expect(try tree.mode("\(Mdev.typePath)/create") == 0o200)
  }

  /// The matrix bus goes with vfio_ap, the mdev bus is another module's.
  @Test func `brings a new matrix bus, but no new mdev bus`() throws {
    var host = try FakeKernel.documented("7.1")
    let paths = ["bus/ap", "bus/mdev", "bus/matrix"].map { "\($0)/drivers_autoprobe" }
    #expect(paths.map(host.shown) == ["1\n", "1\n", "1\n"])
    for path in paths.dropFirst() { try host.write(path, line: "0") }
    #expect(paths.map(host.shown) == ["1\n", "0\n", "0\n"])
    for operation in [HostOperation.unload(.vfio), .load(.vfio)] { try host.step(operation) }
    #expect(paths.map(host.shown) == ["1\n", "0\n", "1\n"])
  }

  /// `delete_module` as rmmod calls it finds the module in use, and does not wait.
  @Test func `is kept by a running guest`() throws {
    var host = try FakeKernel.documented("7.1")
    try host.step(.guest(uuid: ThreeGuests.uuids[0], open: true))
    #expect(try host.step(.unload(.vfio)).result == "EAGAIN")
  }
}
