import APHost
import APModel
import Synchronization
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// A directory of devices that is not there although links lead to it.
@Suite
struct `A copy of sysfs that lacks devices` {
  /// A tree without what is below some directories.
  private struct Lacking: SysfsTree {
    let base: any SysfsTree
    let lost: [String]

    var origin: String { base.origin }

    private func check(_ path: String) throws(SysfsError) {
      guard lost.contains(where: { path == $0 || path.hasPrefix($0 + "/") }) else { return }
      throw .refused(.read, path: path, .noSuchFileOrDirectory)
    }

    func read(_ path: String) throws(SysfsError) -> [UInt8] {
      try check(path)
      return try base.read(path)
    }

    func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
      try check(path)
      return try base.list(path).filter { !lost.contains("\(path)/\($0.name)") }
    }

    func link(_ path: String) throws(SysfsError) -> String {
      try check(path)
      return try base.link(path)
    }

    func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {
      try base.write(path, value)
    }
  }

  private static let guest = "30820a6f-b1a5-4503-91ca-0c10ba58692a"
  private static let cases = [
    ("devices/vfio_ap", "devices/vfio_ap/matrix", "bus/mdev/devices/\(guest) leads there"),
    ("devices/ap/card06", "devices/ap/card06", "bus/ap/devices/card06 leads there"),
  ]

  private static func tree(without lost: String...) throws -> Lacking {
    try tree(without: lost)
  }

  private static func tree(without lost: [String]) throws -> Lacking {
    Lacking(base: try RecordedHost("7.2.13/deployed-applied").tree(), lost: lost)
  }

  @Test(arguments: cases, [ReadDepth.summary, .planning, .full])
  func `is not read as a whole`(
    lack: (lost: String, path: String, shown: String), depth: ReadDepth
  ) throws {
    let snapshot = try HostReader(try Self.tree(without: lack.lost), depth: depth).snapshot()
    #expect(
      snapshot.problems.map(\.description) == ["\(lack.path): missing, although \(lack.shown)"])
    #expect(!snapshot.isComplete)
    // Their drivers say that the queues are there.
    #expect(snapshot.queues.count == 12)
  }

  @Test func `is not read as a whole without one queue`() throws {
    let lost = "devices/ap/card06/06.0004"
    let snapshot = try HostReader(try Self.tree(without: lost), depth: .full).snapshot()
    #expect(
      snapshot.problems.map(\.description)
        == ["\(lost): missing, although bus/ap/devices/06.0004 leads there"])
    #expect(snapshot.queues.count == 12)
  }

  /// The driver's attributes are there for as long as its link is.
  @Test(arguments: [ReadDepth.summary, .planning, .full])
  func `is not read as a whole without what an mdev is assigned`(depth: ReadDepth) throws {
    let path = Mdev.path(Self.guest)
    let whole = try Self.tree(without: [])
    let lost = try whole.list(path).map(\.name).filter {
      !["driver", "iommu_group", "mdev_type", "subsystem", "uevent", "remove"].contains($0)
    }
    let tree = try Self.tree(without: lost.map { "\(path)/\($0)" })
    let snapshot = try HostReader(tree, depth: depth).snapshot()
    #expect(
      snapshot.problems.map(\.description)
        == ["\(path)/assign_adapter: missing, although the mdev is there and has its driver"])
    #expect(!snapshot.isComplete && !snapshot.isTorn)
    let mdev = try #require(snapshot.mdevs.first { $0.uuid == Self.guest })
    #expect(mdev.unreadable == "its attributes are not there")
    #expect(mdev.hiddenRemedy == "see why at /sys/\(path)")
  }

  /// The same while the devices leave as the kernel lets them: off the bus first, then their directories.
  private final class Leaving: SysfsTree {
    private let tree: Lacking
    private let listed = Mutex<Set<String>>([])

    init(_ tree: Lacking) { self.tree = tree }

    var origin: String { tree.origin }
    func read(_ path: String) throws(SysfsError) -> [UInt8] { try tree.read(path) }
    func link(_ path: String) throws(SysfsError) -> String { try tree.link(path) }
    func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {}

    func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
      let isFirst = listed.withLock { $0.insert(path).inserted }
      let entries = try tree.list(path)
      guard !isFirst else { return entries }
      if path == "bus/ap/drivers/vfio_ap" {
        throw .refused(.list, path: path, .noSuchFileOrDirectory)
      }
      return entries.filter { !$0.name.hasPrefix("06.") && $0.name != "card06" }
    }
  }

  @Test(arguments: [
    ("devices/vfio_ap", 12), ("devices/ap/card06", 8), ("devices/ap/card06/06.0004", 11),
  ])
  func `is no host whose devices leave while it is read`(lost: String, queues: Int) throws {
    let snapshot = try HostReader(Leaving(try Self.tree(without: lost)), depth: .full).snapshot()
    #expect(snapshot.isComplete, "\(snapshot.problems)")
    #expect(snapshot.queues.count == queues)
  }
}
