import SystemPackage
import TestSupport
import Testing

/// How explain gives a queue back to the host, held against what the kernel answers to the mask writes.
@Suite
struct `The advice to set mask bits` {
  private static let web = "62177883-f1bb-47f0-914d-32a22e3a8804"
  private static let database = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"
  private static let plain =
    "assign it to a guest's mdev, or set its bits in apmask and aqmask to give it to the host"
  private static let mdevs = "devices/vfio_ap/matrix/"

  /// Two guests with a queue each of adapter 05, and 05.00ab which nobody has.
  private static func make(_ kernel: String, clearing: String) throws -> DocumentedHost {
    let host = try DocumentedHost.make(kernel)
    try host.write(("bus/ap/apmask", clearing))
    try host.guest(web, adapters: ["5"], domains: ["4"])
    try host.guest(database, adapters: ["5"], domains: ["0x47"])
    return host
  }

  private static func answers(_ host: borrowing DocumentedHost, _ mask: String, _ bits: String)
    throws -> Int
  {
    let path = "bus/ap/" + mask
    return try Program.apmatrix.run(["fake", "write", host.root.string, path, "--", bits]).status
  }

  /// Linux 6.19 and later refuse an adapter that some mdev has together with any domain.
  @Test func `names the guests that must let go of the adapter first`() throws {
    let host = try Self.make("7.1", clearing: "-5")
    try host.write(("bus/ap/aqmask", "-4,-0x47"))
    #expect(
      try host.advice("05.00ab")
        == "assign it to a guest's mdev; to give it to the host, unassign adapter 05 from mdev"
        + " \(Self.web) and mdev \(Self.database) first (until then the kernel refuses with EBUSY),"
        + " then set its bits in apmask and aqmask")
    #expect(try Self.answers(host, "apmask", "+5") != 0)
    try host.write((Self.mdevs + Self.web + "/unassign_adapter", "5"))
    #expect(try host.advice("05.00ab").contains("adapter 05 from mdev \(Self.database) first"))
    try host.write((Self.mdevs + Self.database + "/unassign_adapter", "5"))
    #expect(try host.advice("05.00ab") == Self.plain)
    #expect(try Self.answers(host, "apmask", "+5") == 0)
  }

  @Test func `names the guests that must let go of the domain first`() throws {
    let host = try DocumentedHost.make("7.1")
    try host.write(("bus/ap/aqmask", "-4"))
    try host.guest(Self.web, adapters: ["5"], domains: ["4"])
    #expect(try host.advice("06.0004").contains("unassign domain 0004 from mdev \(Self.web) first"))
    #expect(try Self.answers(host, "aqmask", "+4") != 0)
    // A domain without an adapter is no queue, and refuses nothing.
    try host.write((Self.mdevs + Self.web + "/unassign_adapter", "5"))
    #expect(try host.advice("06.0004") == Self.plain)
    #expect(try Self.answers(host, "aqmask", "+4") == 0)
  }

  /// Earlier kernels refuse only what would reserve a queue of an mdev.
  @Test(arguments: ["6.1", "6.12"])
  func `names only queues that would be taken on older kernels`(kernel: String) throws {
    let host = try Self.make(kernel, clearing: "-5")
    #expect(
      try host.advice("05.00ab")
        == "assign it to a guest's mdev; to give it to the host, unassign 05.0004 from mdev"
        + " \(Self.web) and 05.0047 from mdev \(Self.database) first (until then the kernel refuses"
        + " with EBUSY), then set its bits in apmask and aqmask")
    #expect(try Self.answers(host, "apmask", "+5") != 0)
    try host.write(("bus/ap/aqmask", "-4,-0x47"))
    #expect(try host.advice("05.00ab") == Self.plain)
    #expect(try Self.answers(host, "apmask", "+5") == 0)
  }

  /// What an mdev has that can't be read, nobody can promise.
  @Test func `waits for an mdev that could not be read`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let recording = RecordedHost("7.1.8/b-03-configured")
    _ = try Program.apmatrix.run(["unpack", recording.path.string, root.string])
    for uuid in TextFile.names(root.appending("bus/mdev/devices")) where uuid != Self.web {
      ScratchDirectory.remove(root.appending("bus/mdev/devices/\(uuid)"))
    }
    let result = try Program.apmatrix.run(["explain", "05.0000", "--sysfs", root.string])
    let story = DocumentedHost.joined(result.output)
    #expect(
      story.hasSuffix(
        "What to do assign it to a guest's mdev; giving it to the host may be refused (EBUSY) as long"
          + " as mdev 3b8c1a2e-5d4f-4a6b-9c7d-0e1f2a3b4c5d and mdev \(Self.database) can't be read"),
      "\(story)")
  }

  /// As `driverctl unset-override --noprobe` leaves it: masks and mdevs take it for the host's.
  @Test func `is none where the masks reserve what vfio_ap has`() throws {
    let host = try DocumentedHost.make("7.2")
    let queue = "devices/ap/card06/06.0004"
    try host.write(
      (queue + "/driver_override", "vfio_ap"), ("bus/ap/drivers/cex4queue/unbind", "06.0004"),
      ("bus/ap/drivers_probe", "06.0004"), (queue + "/driver_override", ""))
    #expect(
      try host.advice("06.0004")
        == "to give it to the host, unbind it from vfio_ap and write it to /sys/bus/ap/drivers_probe;"
        + " to give it to a guest, first write vfio_ap to its driver_override, then assign it to its"
        + " mdev")
    try host.write((queue + "/driver_override", "vfio_ap"))
    try host.guest(Self.web, adapters: ["6"], domains: ["4"])
  }

  /// vfio_ap filters by what that facility tells, and gives a guest nothing without it.
  @Test func `leads to no guest on a machine without QCI`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys").string
    func run(_ arguments: String...) throws -> String {
      let result = try Program.apmatrix.run(arguments)
      #expect(result.status == 0, "\(result.errors)")
      return DocumentedHost.joined(result.output)
    }
    _ = try run(
      "fake", "create", root, "--kernel", "7.2", "--no-qci", "--adapters", "5:ep11,6:accel",
      "--domains", "4")
    _ = try run("fake", "write", root, "bus/ap/apmask", "--", "-5")
    for queue in ["05.0004", "06.0004"] {
      let story = try run("explain", queue, "--sysfs", root)
      let advice = story.split(separator: "What to do").last ?? ""
      #expect(advice.contains("no guest can have it: this machine lacks the QCI facility"))
      #expect(!advice.contains("assign"), "\(story)")
    }
  }
}
