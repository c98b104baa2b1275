import APModel
import Sysfs
import SystemPackage
import TestSupport
import Testing

@testable import FakeKernel

/// A machine that does not tell its configuration, as recorded with 7.2.13.
@Suite
struct `A host without QCI` {
  private static let guest = "devices/vfio_ap/matrix/\(ThreeGuests.uuids[0])"
  private static var machine: Hardware {
    var hardware = Hardware(maxDomain: DomainID(15), domains: [DomainID(4)])
    hardware.features = Hardware.withoutQCI
    for (adapter, mode) in [(5, CardMode.cca), (6, .accelerator), (10, .cca)] {
      hardware.adapters[AdapterID(UInt8(adapter))] = HardwareAdapter(type: 14, mode: mode)
    }
    return hardware
  }

  @Test func `shows no configuration, and the domain that answers`() throws {
    let host = FakeKernel.booted(.linux7_1, hardware: Self.machine)
    for mask in ["adapter", "usage_domain", "control_domain"] {
      #expect(host.shown("bus/ap/ap_\(mask)_mask") == "not supported\n")
    }
    #expect(host.shown("bus/ap/features") == "-\n")
    #expect(host.shown("bus/ap/ap_interrupts") == "0\n")
    #expect(host.shown("bus/ap/bindings") == "3/3 (complete)\n")
  }

  /// Assignments end at the maxima; what is assigned reaches no guest, also while one runs.
  @Test func `gives a guest nothing of what it takes for it`() throws {
    var host = FakeKernel.booted(.linux7_1, hardware: Self.machine)
    try host.write("bus/ap/apmask", line: "0x0")
    try host.write(ThreeGuests.create, line: ThreeGuests.uuids[0])
    for (name, last) in [("adapter", 63), ("domain", 15), ("control_domain", 15)] {
      #expect(try host.write("\(Self.guest)/assign_\(name)", line: "\(last)").result == "OK")
      #expect(
        try host.write("\(Self.guest)/assign_\(name)", line: "\(last + 1)").result == "ENODEV")
    }
    try host.write("\(Self.guest)/assign_adapter", line: "5")
    try host.write("\(Self.guest)/assign_domain", line: "4")
    try host.step(.guest(uuid: ThreeGuests.uuids[0], open: true))
    #expect(host.shown("\(Self.guest)/guest_matrix") == "")
    #expect(host.shown("devices/ap/card05/05.0004/status") == "assigned\n")
    try host.step(.hardware(.removeAdapter(AdapterID(6))))
    try host.step(.scan)
    #expect(host.names(in: "bus/ap/devices")?.contains("card06") == false)
    #expect(host.shown("\(Self.guest)/guest_matrix") == "")
  }

  @Test func `is made by a command that knows the machine's maxima`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys").string
    let program = try Program.apmatrix
    let arguments = ["fake", "create", root, "--no-qci", "--adapters", "5-6"]
    let refused = try program.run(arguments + ["--domains", "0x47"])
    #expect(refused.status == 64)
    #expect(refused.errors.contains("domains 0x00 to 0x0f"))
    #expect(try program.run(arguments + ["--domains", "4"]).status == 0)
    #expect(try TextFile.text(FilePath(root).appending("bus/ap/ap_max_domain_id")) == "15\n")
  }
}

@Suite
struct `Masks that are given at boot` {
  /// The documentation's example: 0xffff and 0x40 reserve adapters 0 to 15 with domain 1.
  @Test func `hold from the first scan on, and leave overrides possible`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let result = try Program.apmatrix.run([
      "fake", "create", root.string, "--adapters", "5,0x10", "--domains", "0-1", "--apmask",
      "0xffff", "--aqmask", "0x40",
    ])
    #expect(result.status == 0)
    let tree = try #require(try FakeTree.open(root: root))
    let kernel = try tree.kernel()
    #expect(kernel.names(in: "bus/ap/drivers/cex4queue") == ["05.0001"])
    #expect(kernel.names(in: "bus/ap/drivers/vfio_ap") == ["05.0000", "10.0000", "10.0001"])
    #expect(try tree.text("module/ap/parameters/apmask") == "0xffff")
    #expect(try FakeKernel(stateText: kernel.stateText) == kernel)
    try tree.write("devices/ap/card05/05.0000/driver_override", line: "vfio_ap")
  }

  @Test func `start from nothing, and stay there when they can't be read`() {
    #expect(BootParameters(apmask: "+3").adapters == [AdapterID(3)])
    #expect(BootParameters(apmask: "x!").adapters.isEmpty)
    #expect(BootParameters().adapters == .all)
  }
}
