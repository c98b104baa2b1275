import APModel
import Testing

@testable import FakeKernel

/// A CEX3C, hwtype 9: the drivers of the bus take CEX4 (hwtype 10) and later.
@Suite
struct `A card that no driver takes` {
  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `can't be bound, nor its queue, and a probe finds nothing`(kernel: String) throws {
    var hardware = Hardware()
    hardware.adapters[AdapterID(5)] = HardwareAdapter(type: 9, mode: .cca)
    hardware.domains = [DomainID(4)]
    var host = FakeKernel.booted(
      try #require(KernelCapabilities(kernel: kernel)), hardware: hardware)
    for (driver, device) in [
      ("cex4card", "card05"), ("cex4queue", "05.0004"), ("vfio_ap", "05.0004"),
    ] {
      let path = "bus/ap/drivers/\(driver)/bind"
      #expect(try host.write(path, line: device).result == "ENODEV", "\(path)")
    }
    for device in ["card05", "05.0004"] {
      #expect(try host.write("bus/ap/drivers_probe", line: device).result == "OK")
    }
    let card = try #require(host.cards[5])
    #expect(!card.isBound && card.driver(of: DomainID(4)) == nil)
  }
}
