import APModel
import Sysfs
import SystemPackage
import TestSupport
import Testing

@testable import FakeKernel

@Suite
struct `A fake host in a directory` {
  /// What differs between an emulated machine with a history and a model of it.
  private static let different = [
    "request_count", "interrupt", "scans", "bindings_complete_count", "reset", "mkvps",
  ]

  /// Replays a recorded scenario through the directory and compares with the tree recorded then.
  @Test(arguments: ["6.1.176", "6.12.107", "7.1.8"])
  func `shows what a real kernel showed`(kernel: String) throws {
    let recorded = try RecordedHost("\(kernel)/b-03-configured").tree()
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let capabilities = try #require(KernelCapabilities(kernel: kernel))
    let domains = DomainSet([0, 4, 71, 171, 255].map { DomainID($0) })
    var hardware = Hardware(domains: domains, controlDomains: domains)
    hardware.adapters[AdapterID(3)] = HardwareAdapter(type: 13, mode: .cca)
    hardware.adapters[AdapterID(5)] = HardwareAdapter(type: 14, mode: .cca)
    hardware.adapters[AdapterID(6)] = HardwareAdapter(type: 14, mode: .accelerator)
    let tree = try FakeHost.create(at: root, .booted(capabilities, hardware: hardware))
    for (path, line) in ThreeGuests.writes { try tree.write(path, line: line) }
    for path in try TreePaths.all(recorded) where !Self.different.contains(where: path.hasSuffix) {
      let isModule = path.hasPrefix("module") || path.hasPrefix("class/zcrypt")
      // The recorder kept these directories in part only.
      guard !isModule, path != "class", path != "devices" else { continue }
      #expect(TreePaths.view(tree, path) == TreePaths.view(recorded, path), "\(path)")
    }
    #expect(try TreeCheck(try tree.kernel()).differences(root).isEmpty)
  }

  @Test(arguments: ["6.1.176", "6.12.107", "7.1.8"], [BusDriver.vfio, .zcrypt])
  func `loses and regains what a module brings`(kernel: String, driver: BusDriver) throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let capabilities = try #require(KernelCapabilities(kernel: kernel))
    let tree = try FakeHost.create(
      at: root, .booted(capabilities, hardware: RandomOperations.hardware))
    for (path, line) in ThreeGuests.writes.prefix(3) { try tree.write(path, line: line) }
    for operation in [HostOperation.unload(driver), .load(driver), .unload(driver)] {
      #expect(try tree.apply(operation).errno == nil)
      #expect(try TreeCheck(try tree.kernel()).differences(root).isEmpty)
    }
    #expect(try FakeTree.open(root: root)?.kernel().bus.drivers.contains(driver) == false)
  }

  @Test func `refuses as the kernel does and says at which call`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let state = FakeKernel.booted(.linux7_1, hardware: RandomOperations.hardware)
    let tree = try FakeHost.create(at: root, state)
    #expect(throws: SysfsError.refused(.write, path: "bus/ap/apmask", .invalidArgument)) {
      try tree.write("bus/ap/apmask", line: "+x")
    }
    #expect(throws: SysfsError.refused(.open, path: "bus/ap/bindings", .permissionDenied)) {
      try tree.write("bus/ap/bindings", line: "1")
    }
    #expect(throws: SysfsError.refused(.open, path: "bus/ap/nothing", .noSuchFileOrDirectory)) {
      try tree.write("bus/ap/nothing", line: "1")
    }
    #expect(throws: SysfsError.refused(.open, path: "bus/ap", .isDirectory)) {
      try tree.write("bus/ap", line: "1")
    }
    #expect(throws: SysfsError.refused(.open, path: "bus/ap/drivers_probe", .permissionDenied)) {
      try tree.read("bus/ap/drivers_probe")
    }
    #expect(try !tree.list("").contains { $0.name.hasPrefix(".") })
  }

  @Test func `is made only in an empty place, and found only where one is`() throws {
    let scratch = try ScratchDirectory()
    let state = FakeKernel.booted(.linux6_12, hardware: RandomOperations.hardware)
    #expect(try FakeTree.open(root: scratch.path) == nil)
    _ = try FakeHost.create(at: scratch.path.appending("sys"), state)
    #expect(throws: Errno.directoryNotEmpty) {
      try FakeHost.create(at: scratch.path.appending("sys"), state)
    }
    #expect(try FakeTree.open(root: scratch.path.appending("sys")) != nil)
  }

  @Test func `is one host for everyone who has it open`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let state = FakeKernel.booted(.linux7_1, hardware: RandomOperations.hardware)
    let first = try FakeHost.create(at: root, state)
    let second = try #require(try FakeTree.open(root: root))
    // Enough to fold the log into a new snapshot under the second one's feet, more than once.
    for round in 0..<1_200 {
      try first.write("bus/ap/config_time", line: "\(5 + round % 100)")
      if round % 50 == 0 {
        #expect(try second.text("bus/ap/config_time") == "\(5 + round % 100)")
        try second.write("bus/ap/poll_timeout", line: "\(round + 1)")
        #expect(try first.text("bus/ap/poll_timeout") == "\(round + 1)")
      }
    }
    #expect(try first.kernel() == second.kernel())
    #expect(try TreeCheck(try first.kernel()).differences(root).isEmpty)
    #expect(TextFile.names(root.appending(".apmatrix")).count == 4)
  }

  @Test func `whose kernel would die of a read dies of it`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    var hardware = Hardware(domains: .through(DomainID(31)))
    for adapter in AdapterSet.through(AdapterID(16)) {
      hardware.adapters[adapter] = HardwareAdapter(type: 14, mode: .cca)
    }
    let tree = try FakeHost.create(at: root, .booted(.linux6_12, hardware: hardware))
    let uuid = "11111111-1111-4111-8111-111111111111"
    try tree.write("bus/ap/apmask", line: "0x0")
    try tree.write("\(Mdev.typePath)/create", line: uuid)
    let path = "devices/vfio_ap/matrix/\(uuid)"
    var matrix = Matrix(adapters: .through(AdapterID(14)), domains: .through(DomainID(31)))
    try tree.write("\(path)/ap_config", line: matrix.configText)
    #expect(try tree.read("\(path)/matrix").count == 480 * 8)
    matrix.adapters = .through(AdapterID(16))
    try tree.write("\(path)/ap_config", line: matrix.configText)
    #expect(try tree.read("\(path)/matrix").count == 4095)
    #expect(throws: SysfsError.refused(.read, path: "bus/ap/apmask", .ioError)) {
      try tree.read("bus/ap/apmask")
    }
    #expect(try tree.kernel().crash?.contains("matrix") == true)
  }

  /// Root opens what others may not, but no directory.
  @Test func `names its lock where that can't be opened`() throws {
    let scratch = try ScratchDirectory()
    let hidden = scratch.path.appending(".apmatrix")
    try TextFile.makeDirectories(hidden.appending("lock"))
    try TextFile.write("", to: hidden.appending("state"))
    let error = #expect(throws: SysfsError.self) { try FakeTree.open(root: scratch.path) }
    #expect(
      "\(error.map(\.description) ?? "")"
        == ".apmatrix/lock: not written: Is a directory; run it as the user who made the host")
  }
}
