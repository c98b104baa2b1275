import APHost
import APModel
import Synchronization
import Sysfs
import TestSupport
import Testing

/// Masks, bindings and assignments change while a host is read, and no counter moves.
@Suite
struct `A hand-over while a host is read` {
  private static let scans: [String: PatchedTree.Answer] = ["bus/ap/scans": .text("7\n")]

  private static func tree(_ name: String) throws -> PatchedTree {
    PatchedTree(try RecordedHost("7.1.8/\(name)").tree(), scans)
  }

  /// Drivers are listed before the queues are handed over, and assignments read after it.
  @Test(arguments: [ReadDepth.summary, .planning, .full])
  func `makes no queue have two owners`(depth: ReadDepth) throws {
    let (before, after) = (try Self.tree("b-00-before"), try Self.tree("b-03-configured"))
    let turning = HandOverTree(before, after, behind: "bus/ap/drivers/vfio_ap")
    let snapshot = try HostReader(turning, depth: depth).snapshot()
    let conflicts = HostAnalysis(snapshot).ownerships.filter(\.isConflict)
    #expect(conflicts.isEmpty && !snapshot.isTorn)
    let assigned = snapshot.mdevs.reduce(0) { $0 + ($1.assigned?.queueCount ?? 0) }
    #expect(turning.turned == 1 && assigned > 0)
  }

  /// A domain is unassigned between the two readings, or assigned: what an mdev has is read before what its guest gets.
  @Test(arguments: [ReadDepth.summary, .planning, .full], [true, false])
  func `makes no guest lack a queue, or have one that is not assigned`(
    depth: ReadDepth, shrinks: Bool
  ) throws {
    let whole = try Self.tree("b-03-configured")
    let uuid = "3b8c1a2e-5d4f-4a6b-9c7d-0e1f2a3b4c5d"
    let zeros = String(repeating: "0", count: 64)
    let (adapter, domain) = ("02" + zeros.dropLast(2), zeros.prefix(16) + "01" + zeros.dropLast(18))
    let part = PatchedTree(
      whole,
      [
        Mdev.path(uuid) + "/ap_config": .text("0x\(adapter),0x\(domain),0x\(zeros)\n"),
        Mdev.path(uuid) + "/guest_matrix": .text("06.0047\n"),
      ])
    let (before, after) = shrinks ? (whole, part) : (part, whole)
    let turning = HandOverTree(before, after, behind: Mdev.path(uuid) + "/ap_config")
    let snapshot = try HostReader(turning, depth: depth).snapshot()
    let guest = try #require(HostAnalysis(snapshot).guests.first { $0.mdev.uuid == uuid })
    #expect(turning.turned == 1 && !snapshot.isTorn)
    #expect(guest.missing.isEmpty && guest.surplus.isEmpty)
    #expect(guest.effectiveCount == (shrinks ? 1 : 2))
  }

  /// A queue that has two owners has them at the second look as well.
  @Test func `is no excuse for a conflict`() throws {
    let name = "7.2.13/override-window-04-adapter-back-host-has-guests-queues"
    let tree = try RecordedHost(name).tree()
    let snapshot = try HostReader(tree).snapshot()
    #expect(!snapshot.isTorn)
    let conflicts = HostAnalysis(snapshot).ownerships.filter(\.isConflict)
    #expect(!conflicts.isEmpty)
  }
}

/// A tree that becomes another one once a directory was listed, or an attribute read.
private final class HandOverTree: SysfsTree {
  private let trees: [any SysfsTree]
  private let path: String
  private let count = Mutex(0)

  init(_ before: any SysfsTree, _ after: any SysfsTree, behind path: String) {
    trees = [before, after]
    self.path = path
  }

  /// How often it became the other one.
  var turned: Int { count.withLock { min($0, 1) } }
  private var now: any SysfsTree { trees[turned] }

  var origin: String { trees[0].origin }

  func read(_ path: String) throws(SysfsError) -> [UInt8] {
    let text = try now.read(path)
    turn(path)
    return text
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    let entries = try now.list(path)
    turn(path)
    return entries
  }

  private func turn(_ path: String) {
    if path == self.path { count.withLock { $0 += 1 } }
  }

  func link(_ path: String) throws(SysfsError) -> String { try now.link(path) }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) { try now.write(path, value) }
}
