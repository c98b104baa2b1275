import SystemPackage
import TestSupport
import Testing

/// What explain says to do, held against what the kernel would answer to it.
@Suite
struct `The advice of explain` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let override = "devices/ap/card05/05.0004/driver_override"

  /// The kernels all crash when a queue gets to cex4queue while its card has no driver.
  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `gives the card its driver before a queue that the host would get`(kernel: String) throws {
    let host = try DocumentedHost.make(kernel)
    try host.write(
      ("bus/ap/drivers/cex4queue/unbind", "05.0004"), ("bus/ap/drivers/cex4card/unbind", "card05"))
    let advice = try host.advice("05.0004")
    #expect(advice.hasPrefix("write card05 to /sys/bus/ap/drivers_probe first"))
    #expect(advice.hasSuffix("then write 05.0004 to /sys/bus/ap/drivers_probe"))
    // A mask write probes the waiting queue, too.
    #expect(try host.advice("06.0004").contains("write card05 to /sys/bus/ap/drivers_probe first"))
    let status = DocumentedHost.joined(try host.plain("status").output)
    #expect(status.contains("card 05 has no driver"))
    try host.write(("bus/ap/drivers_probe", "card05"), ("bus/ap/drivers_probe", "05.0004"))
    #expect(try host.advice("05.0004").hasPrefix("nothing; to give it to a guest"))
    #expect(try host.advice("06.0004").contains("first clear its bit in apmask or aqmask"))
  }

  @Test func `gives a new card its driver where none is given by itself`() throws {
    let host = try DocumentedHost.make("7.1")
    try host.write(("bus/ap/drivers_autoprobe", "0"))
    try host.fake("adapter", "add", with: "0x07:cca", "--scan")
    #expect(
      try host.advice("07.0004").hasPrefix("write card07 to /sys/bus/ap/drivers_probe first"))
  }

  @Test(arguments: [
    ("vfio_ap", "load vfio_ap (modprobe vfio_ap)"),
    ("zcrypt_cex4", "load zcrypt_cex4 (modprobe zcrypt_cex4)"),
  ])
  func `loads the module whose driver a queue waits for`(module: String, advice: String) throws {
    let host = try DocumentedHost.make("6.12")
    if module == "vfio_ap" { try host.write(("bus/ap/apmask", "-5")) }
    try host.fake("module", "unload", with: module)
    #expect(try host.advice("05.0004") == advice)
    try host.write(("bus/ap/drivers_autoprobe", "0"))
    #expect(try host.advice("05.0004").hasPrefix(advice + ", then write"))
  }

  /// Neither cex4queue nor vfio_ap takes a CEX3C, hwtype 9.
  @Test func `leads no queue of an older card to a driver that does not take it`() throws {
    let host = try DocumentedHost.make("6.1")
    let type = host.root.appending("devices/ap/card05/hwtype")
    try host.write(
      ("bus/ap/drivers/cex4queue/unbind", "05.0004"), ("bus/ap/drivers/cex4card/unbind", "card05"))
    try TextFile.write("9\n", to: type)
    #expect(try host.advice("05.0004") == "load zcrypt_cex2c (modprobe zcrypt_cex2c)")
    #expect(try !host.advice("06.0004").contains("crashes the kernel"))
    try host.write(("bus/ap/aqmask", "-4"))
    try TextFile.write("9\n", to: type)
    #expect(
      try host.advice("05.0004") == "nothing: it stays without a driver while domain 0004 is the"
        + " guests' (vfio_ap takes CEX4 and later)")
  }

  @Test func `sets a queue or its card online where somebody set it offline`() throws {
    let host = try DocumentedHost.make("7.1")
    let (queue, card) = ("devices/ap/card05/05.0004/online", "devices/ap/card05/online")
    try host.write((queue, "0"))
    #expect(try host.advice("05.0004").hasPrefix("write 1 to /sys/\(queue)"))
    // The kernel refuses a queue's 1 while its card is offline, and sets both with the card's.
    try host.write((card, "0"))
    #expect(try host.advice("05.0004").hasPrefix("write 1 to /sys/\(card)"))
    try host.write((card, "1"))
    #expect(try host.advice("05.0004").hasPrefix("nothing; to give it to a guest"))
  }

  @Test func `hands over by driver_override where the kernel refuses mask writes`() throws {
    let host = try DocumentedHost.make("7.1")
    try host.write(
      (Self.override, "vfio_ap"), ("bus/ap/drivers/cex4queue/unbind", "05.0004"),
      ("bus/ap/drivers_probe", "05.0004"))
    #expect(try host.advice("05.0004").contains("write an empty line to its driver_override"))
    #expect(try host.advice("06.0004").contains("write vfio_ap to its driver_override"))
    // The adapter leaves and comes back without its override; the kernel still refuses mask writes.
    try host.guest(Self.uuid, adapters: ["5"], domains: ["4"])
    try host.fake("adapter", "remove", with: "5", "--scan")
    try host.fake("adapter", "add", with: "5:cca", "--scan")
    let advice = try host.advice("05.0004")
    #expect(advice.hasPrefix("write vfio_ap to driver_override of 05.0004, then unbind and probe"))
    #expect(advice.contains("ownership: driver-override"))
    let status = DocumentedHost.joined(try host.plain("status").output)
    #expect(status.contains("to get it back: write vfio_ap to driver_override of 05.0004"))
    #expect(!status.contains("clear 0x05 in apmask"))
    try host.write(
      (Self.override, "vfio_ap"), ("bus/ap/drivers/cex4queue/unbind", "05.0004"),
      ("bus/ap/drivers_probe", "05.0004"))
    #expect(try host.advice("05.0004") == "nothing: it is where it was assigned")
  }

  @Test func `never probes a queue that no driver may have`() throws {
    let host = try DocumentedHost.make("7.1")
    try host.write((Self.override, "nonsense"))
    #expect(
      try host.advice("05.0004").hasPrefix(
        "write an empty line to its driver_override to keep it with the host, or write vfio_ap or"))
    try host.write(("bus/ap/drivers/cex4queue/unbind", "05.0004"))
    #expect(try host.advice("05.0004").hasPrefix("write vfio_ap to its driver_override, which"))
  }

  @Test(arguments: [
    ("05.00aa", "assign usage domain 0xaa to this LPAR; the kernel adds it by itself"),
    (
      "07.0004",
      "assign adapter 0x07 to this LPAR and configure it on; the kernel adds it by itself"
    ),
  ])
  func `adds to the LPAR only what it lacks`(queue: String, advice: String) throws {
    #expect(try DocumentedHost.make("7.1").advice(queue) == advice)
  }

  @Test func `sends to the hardware for a queue that the configuration has`() throws {
    let scratch = try ScratchDirectory()
    let recording = RecordedHost("7.1.8/b-03-configured")
    let root = scratch.path.appending("sys")
    _ = try Program.apmatrix.run(["unpack", recording.path.string, root.string])
    ScratchDirectory.remove(root.appending("bus/ap/devices/05.0000"))
    let result = try Program.apmatrix.run(["explain", "05.0000", "--sysfs", root.string])
    #expect(result.output.contains("Adapter 05 and domain 0000 are the host's."))
    #expect(result.output.contains("look at adapter 05 at the HMC or SE"))
  }
}
