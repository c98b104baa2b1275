import APModel
import FakeKernel
import Glibc
import Sysfs
import SystemPackage
import TestSupport
import Testing

@Suite
struct `Several processes on one fake host` {
  /// A host whose queues are all free, with one device that has queues.
  private static func host(_ root: FilePath) throws -> FakeTree {
    let state = FakeKernel.booted(.linux7_1, hardware: RandomOperations.hardware)
    let tree = try FakeHost.create(at: root, state)
    try tree.write("bus/ap/apmask", line: "0x0")
    try tree.write(ThreeGuests.create, line: ThreeGuests.uuids[0])
    try tree.write("\(ThreeGuests.path(1))/assign_adapter", line: "5")
    try tree.write("\(ThreeGuests.path(1))/assign_domain", line: "4")
    return tree
  }

  /// Four processes assign at once; exactly one gets each queue.
  @Test func `never both get a queue`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let tree = try Self.host(root)
    for guest in 2...3 {
      try tree.write(ThreeGuests.create, line: ThreeGuests.uuids[guest - 1])
      try tree.write("\(ThreeGuests.path(guest))/assign_domain", line: "0")
    }
    let program = try Program.apmatrix
    for adapter in [3, 6, 10] {
      let writers = try (2...3).map { guest in
        try program.start([
          "fake", "write", root.string, "\(ThreeGuests.path(guest))/assign_adapter", "\(adapter)",
        ])
      }
      let ends = writers.map { $0.wait() }
      #expect(ends.sorted() == [0, 1], "adapter \(adapter)")
    }
    #expect(HostRules.faults(try tree.kernel()).isEmpty)
    #expect(try TreeCheck(try tree.kernel()).differences(root).isEmpty)
  }

  /// The removal of a device in use: the write waits, half of the directory is gone, others go on.
  @Test func `let a removal wait for the guest`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let tree = try Self.host(root)
    let path = ThreeGuests.path(1)
    let uuid = ThreeGuests.uuids[0]
    #expect(try tree.apply(.guest(uuid: uuid, open: true)).errno == nil)
    let remover = try Program.apmatrix.start(["fake", "write", root.string, "\(path)/remove", "1"])
    while try tree.kernel().mdevs[0].phase == .bound { usleep(5_000) }
    #expect(try tree.list(path).map(\.name) == ["iommu_group"])
    #expect(throws: SysfsError.refused(.open, path: "\(path)/matrix", .noSuchFileOrDirectory)) {
      try tree.read("\(path)/matrix")
    }
    #expect(try tree.text("devices/ap/card05/05.0004/status") == "in use")
    #expect(throws: SysfsError.refused(.write, path: ThreeGuests.create, .fileExists)) {
      try tree.write(ThreeGuests.create, line: uuid)
    }
    try tree.write(ThreeGuests.create, line: ThreeGuests.uuids[1])
    try tree.write("\(ThreeGuests.path(2))/assign_adapter", line: "5")
    #expect(
      throws: SysfsError.refused(
        .write, path: "\(ThreeGuests.path(2))/assign_domain", .addressInUse)
    ) { try tree.write("\(ThreeGuests.path(2))/assign_domain", line: "4") }
    #expect(remover.isRunning)
    #expect(try tree.apply(.guest(uuid: uuid, open: false)).uevents.map(\.action).last == "remove")
    #expect(remover.wait() == 0)
    try tree.write("\(ThreeGuests.path(2))/assign_domain", line: "4")
    #expect(try TreeCheck(try tree.kernel()).differences(root).isEmpty)
  }

  @Test func `see each other's events, in order and once`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let tree = try Self.host(root)
    let log = try FakeEventLog(root: root)
    #expect(try log.next() == FakeEventLog.Batch())
    let result = try Program.apmatrix.run(["fake", "write", root.string, "bus/ap/apmask", "+3"])
    #expect(result.status == 0)
    let newest = try log.newest()
    let batch = try log.next()
    #expect(batch.events.count == 9 && batch.events.last?.number == newest)
    #expect(!batch.missed)
    let numbers = batch.events.map(\.number)
    #expect(numbers == Array(numbers[0]..<numbers[0] + 9))
    let last = try #require(batch.events.last?.event)
    #expect(last["APMASK"]?.hasSuffix("\n") == true)
    let mask = try tree.text("bus/ap/apmask")
    #expect(last["APMASK"] == mask + "\n")
    #expect(try log.next().events.isEmpty)
    // Cut to nothing: what comes afterwards is found, and that something may be missing.
    #expect(truncate(root.appending(".apmatrix").appending("events").string, 0) == 0)
    #expect(try tree.apply(.write(path: "bus/ap/apmask", data: Array("-3".utf8))).errno == nil)
    #expect(try log.next().events.count == 9)
  }

  @Test(arguments: [1, 79, 4_096, .max])
  func `read a storm of events in portions of any size, each once`(bytes: Int) throws {
    let scratch = try ScratchDirectory()
    let tree = try Self.host(scratch.path.appending("sys"))
    let portions = try FakeEventLog(root: scratch.path.appending("sys"))
    let whole = try FakeEventLog(root: scratch.path.appending("sys"))
    for mask in ["+3", "-3", "+3"] { try tree.write("bus/ap/apmask", line: mask) }
    let all = try whole.next()
    #expect(all.events.count == 27 && all.isWhole)
    var taken: [EventRecord] = []
    var batch = FakeEventLog.Batch()
    repeat {
      batch = try portions.next(bytes: bytes)
      #expect(!batch.missed)
      taken += batch.events
    } while !batch.isWhole
    #expect(taken == all.events)
  }

  @Test func `write events that read back as they were`() throws {
    let event = FakeUevent(
      action: "change", devpath: "/devices/ap", subsystem: "ap",
      properties: [.init("APMASK", "0xff\n"), .init("EMPTY", ""), .init("ODD", "a=b % é")])
    let record = EventRecord(number: 7, event: event)
    #expect(record.line == "7 change /devices/ap ap APMASK=0xff%0a EMPTY= ODD=a=b%20%25%20%c3%a9\n")
    #expect(EventRecord(line: record.line.dropLast()) == record)
    #expect(EventRecord(line: "7 change /devices/ap") == nil)
  }
}
