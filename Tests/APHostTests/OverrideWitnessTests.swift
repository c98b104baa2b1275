import APHost
import APModel
import Synchronization
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// Which queues tell whether this kernel's queues have a `driver_override`.
@Suite
struct `Whether queues have overrides` {
  /// A kernel with overrides, and one without; both have several cards.
  private static let (new, old) = ("7.1.8/b-03-configured", "6.12.107/b-03-configured")

  private static func asked(_ tree: CountingTree) -> [String] {
    tree.log.filter { $0.hasSuffix("/driver_override") }
  }

  private static func gone(_ queues: [Queue]) -> [String: PatchedTree.Answer] {
    let paths = queues.map { $0.id.devicePath("driver_override") }
    return Dictionary(uniqueKeysWithValues: paths.map { ($0, .errno(.noSuchFileOrDirectory)) })
  }

  @Test(arguments: [ReadDepth.outcome, .summary, .planning, .full])
  func `is told by another queue where the first is just leaving`(depth: ReadDepth) throws {
    let base = try RecordedHost(Self.new).tree()
    let whole = try HostReader(base, depth: depth).snapshot()
    let first = try #require(whole.queues.first)
    let domain = whole.queues.filter { $0.id.domain == first.id.domain }
    for leaving in [[first], domain] {
      let tree = CountingTree(PatchedTree(base, Self.gone(leaving)))
      let snapshot = try HostReader(tree, depth: depth).snapshot()
      #expect(snapshot.capabilities.driverOverride && snapshot.isComplete)
      let overrides = [snapshot, whole].map { host in
        host.queues.filter { !leaving.map(\.id).contains($0.id) }.map(\.driverOverride)
      }
      #expect(overrides[0] == overrides[1])
      #expect(Set(Self.asked(tree)).count == Self.asked(tree).count)
    }
  }

  @Test func `is not known where the kernel has what came with them, and no queue shows one`()
    throws
  {
    let base = try RecordedHost(Self.new).tree()
    let queues = try HostReader(base).snapshot().queues
    let tree = CountingTree(PatchedTree(base, Self.gone(queues)))
    let snapshot = try HostReader(tree).snapshot()
    #expect(snapshot.hasOverrides && !snapshot.capabilities.driverOverride)
    #expect(!snapshot.isComplete && !snapshot.isTorn)
    #expect(snapshot.problems.map(\.path) == [queues[0].id.devicePath("driver_override")])
    // Three times the host is read, and a handful of queues is asked each time.
    #expect(Self.asked(tree).count == 15)
  }

  /// A distribution's kernel can have taken over the one and not the other.
  @Test func `is told by a queue's directory where the kernel has only what came with them`() throws
  {
    let base = try RecordedHost(Self.new).tree()
    let queues = try HostReader(base).snapshot().queues
    let hidden = queues.map { $0.id.devicePath("driver_override") }
    let tree = CountingTree(WithoutFiles(PatchedTree(base, Self.gone(queues)), hidden))
    let snapshot = try HostReader(tree).snapshot()
    #expect(snapshot.isComplete && !snapshot.hasOverrides)
    #expect(Self.asked(tree).count == 5)
  }

  @Test func `is looked at again where all that were asked have left meanwhile`() throws {
    let base = try RecordedHost(Self.new).tree()
    let whole = try HostReader(base).snapshot()
    let leaving = PatchedTree(base, Self.gone(whole.queues))
    let snapshot = try HostReader(ReturningTree(leaving, then: base)).snapshot()
    #expect(snapshot == whole)
  }

  @Test func `costs one access where the kernel has none`() throws {
    let tree = CountingTree(try RecordedHost(Self.old).tree())
    let snapshot = try HostReader(tree).snapshot()
    #expect(snapshot.queues.count > 1 && !snapshot.hasOverrides && snapshot.isComplete)
    #expect(Self.asked(tree).count == 1)
  }
}

/// A tree that is another one from the second look at the masks on.
private final class ReturningTree: SysfsTree {
  private let first: any SysfsTree
  private let second: any SysfsTree
  private let looks = Mutex(0)

  init(_ first: any SysfsTree, then second: any SysfsTree) {
    (self.first, self.second) = (first, second)
  }

  private var now: any SysfsTree { looks.withLock { $0 } < 2 ? first : second }

  var origin: String { first.origin }

  func read(_ path: String) throws(SysfsError) -> [UInt8] {
    if path == "bus/ap/apmask" { looks.withLock { $0 += 1 } }
    return try now.read(path)
  }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try now.list(path) }

  func link(_ path: String) throws(SysfsError) -> String { try now.link(path) }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) { try now.write(path, value) }
}

/// A tree whose listings lack some files.
private struct WithoutFiles: SysfsTree {
  private let base: any SysfsTree
  private let hidden: Set<String>

  init(_ base: any SysfsTree, _ hidden: [String]) {
    self.base = base
    self.hidden = Set(hidden)
  }

  var origin: String { base.origin }

  func read(_ path: String) throws(SysfsError) -> [UInt8] { try base.read(path) }

  func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
    try base.list(path).filter { !hidden.contains("\(path)/\($0.name)") }
  }

  func link(_ path: String) throws(SysfsError) -> String { try base.link(path) }

  func write(_ path: String, _ value: [UInt8]) throws(SysfsError) { try base.write(path, value) }
}
