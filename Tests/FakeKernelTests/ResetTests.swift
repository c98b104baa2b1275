import APModel
import FakeKernel
import Synchronization
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// What was tried on live kernels with hardware that answers "reset in progress" for seconds.
@Suite
struct `While vfio_ap waits for a reset` {
  private static let queue = APQN(AdapterID(5), DomainID(71))
  private static let unassign = "\(ThreeGuests.path(2))/unassign_domain"
  private static let waiting = [
    "\(ThreeGuests.path(2))/matrix", "\(ThreeGuests.path(1))/matrix",
    "\(ThreeGuests.path(1))/guest_matrix", "\(ThreeGuests.path(1))/control_domains",
    "devices/ap/card06/06.0004/status",
  ]
  private static let answering = [
    "bus/ap/apmask", "bus/ap/aqmask", "bus/ap/bindings", "devices/ap/card05/config",
    "devices/ap/card05/05.0047/chkstop", "devices/ap/card03/03.0000/online",
    "\(ThreeGuests.path(1))/ap_config",
  ]

  /// The three guests, and 05.0047 whose reset was started and does not end.
  private static func host(_ kernel: String, _ root: FilePath) throws -> FakeTree {
    let capabilities = try #require(KernelCapabilities(kernel: kernel))
    let state = FakeKernel.booted(capabilities, hardware: RandomOperations.hardware)
    let tree = try FakeHost.create(at: root, state)
    for (path, line) in ThreeGuests.writes { try tree.write(path, line: line) }
    _ = try tree.apply(.hardware(.slowReset(queue, true)))
    _ = try tree.apply(.write(path: unassign, data: Array("0x47\n".utf8)))
    return tree
  }

  /// The paths at which a tree waited.
  private final class Log: Sendable {
    let paths = Mutex<[String]>([])
  }

  /// Lets the reset end as soon as an access waits.
  private static func endWhenWaiting(_ tree: FakeTree) -> Log {
    let log = Log()
    tree.whenWaiting { [unowned tree] path in
      log.paths.withLock { $0.append(path) }
      _ = try? tree.apply(.hardware(.slowReset(queue, false)))
    }
    return log
  }

  @Test(arguments: ["6.12", "7.2"], waiting)
  func `reads of what guests have wait, and show the new state then`(
    kernel: String, path: String
  ) throws {
    let scratch = try ScratchDirectory()
    let tree = try Self.host(kernel, scratch.path.appending("sys"))
    #expect(try tree.kernel().isResetting)
    let log = Self.endWhenWaiting(tree)
    let text = try tree.text(path)
    #expect(log.paths.withLock { $0 } == [path])
    #expect(path != Self.waiting[0] || text == "05.00ff")
    #expect(try !tree.kernel().isResetting)
  }

  @Test(arguments: ["6.12", "7.2"], answering)
  func `everything else answers at once`(kernel: String, path: String) throws {
    let scratch = try ScratchDirectory()
    let tree = try Self.host(kernel, scratch.path.appending("sys"))
    let log = Self.endWhenWaiting(tree)
    _ = try tree.read(path)
    #expect(log.paths.withLock { $0 } == [])
    #expect(try tree.text("bus/ap/bindings") == "16/16 (complete)")
    #expect(try tree.kernel().isResetting)
  }

  @Test(arguments: waiting)
  func `nothing waits on 6.1, which gives up`(path: String) throws {
    let scratch = try ScratchDirectory()
    let tree = try Self.host("6.1", scratch.path.appending("sys"))
    let log = Self.endWhenWaiting(tree)
    _ = try tree.read(path)
    #expect(log.paths.withLock { $0 } == [])
  }

  @Test func `a write that asks for a reset waits for its end`() throws {
    let scratch = try ScratchDirectory()
    let tree = try Self.host("7.1", scratch.path.appending("sys"))
    _ = try tree.apply(.hardware(.slowReset(Self.queue, false)))
    _ = try tree.apply(.hardware(.slowReset(APQN(AdapterID(6), DomainID(4)), true)))
    let path = "\(ThreeGuests.path(1))/unassign_adapter"
    let log = Log()
    tree.whenWaiting { [unowned tree] path in
      log.paths.withLock { $0.append(path) }
      // An adapter that is gone answers no reset.
      _ = try? tree.apply(.hardware(.removeAdapter(AdapterID(6))))
    }
    try tree.write("\(ThreeGuests.path(1))/unassign_domain", line: "0xab")
    #expect(log.paths.withLock { $0 } == [])
    try tree.write(path, line: "6")
    #expect(log.paths.withLock { $0 } == [path])
  }

  /// The locks are held, so what another writer wants happens afterwards.
  @Test func `another write happens only afterwards`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let tree = try Self.host("7.1", root)
    let path = "\(ThreeGuests.path(3))/assign_domain"
    let seen = Log()
    tree.whenWaiting { [unowned tree] _ in
      let matrix = try? tree.kernel().mdevs.last?.matrix.domains.map(\.description)
      seen.paths.withLock { $0.append(matrix?.joined(separator: " ") ?? "?") }
      _ = try? tree.apply(.hardware(.slowReset(Self.queue, false)))
    }
    try tree.write(path, line: "0")
    #expect(seen.paths.withLock { $0 } == ["0047 00ff"])
    #expect(try tree.kernel().mdevs.last?.matrix.domains.count == 3)
  }

  /// The real program on a fake host: it waits, and ends when the hardware is done.
  @Test func `a process waits until the hardware is done`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    let tree = try Self.host("7.1", root)
    let program = try Program.apmatrix
    let writer = try program.start([
      "fake", "write", root.string, "\(ThreeGuests.path(2))/unassign_domain", "0xff",
    ])
    #expect(try program.run(["fake", "slow-reset", root.string, "05.0047", "off"]).status == 0)
    #expect(writer.wait() == 0)
    #expect(try tree.text("\(ThreeGuests.path(2))/matrix") == "05.")
  }
}
