import APModel
import FakeKernel
import Reconcile
import Sysfs
import SystemPackage
import TestSupport
import Testing

/// What the host must not be using when it loses it, asked once more before the write.
@Suite
struct `Queues that a mask takes from the host` {
  private static let guests = [(SmallHost.web, SmallHost.matrix([5], [4]))]
  private static let queue = APQN(AdapterID(5), DomainID(4))

  private static func run(_ tree: any SysfsTree, _ host: SmallHost) throws -> ExecutionReport {
    let plan = try #require(try host.plan(guests).plan)
    return Executor(tree: tree, lock: nil, environment: ScenarioChecker.environment).run(plan)
  }

  /// The counters of a card are the sums of its queues'.
  @Test func `are asked for their counters, and for requests under way only a card that has some`()
    throws
  {
    let host = SmallHost("7.1")
    let tree = CountingTree(MemoryTree(host.kernel))
    #expect(try Self.run(tree, host).isComplete)
    let reads = Set(tree.log)
    #expect(reads.contains("read devices/ap/card05/05.0004/request_count"))
    for name in ["pendingq_count", "requestq_count"] {
      #expect(reads.contains("read devices/ap/card05/\(name)"))
      #expect(!reads.contains("read devices/ap/card05/05.0004/\(name)"))
    }
  }

  @Test(arguments: [
    (3, 0, "the host has sent 3 more requests through 05.0004"),
    (0, 1, "requests of the host are under way in 05.0004"),
  ])
  func `are not taken once the host uses one`(sent: Int, pending: Int, fact: String) throws {
    let host = SmallHost("7.1")
    let tree = MemoryTree(host.kernel)
    tree.apply([.requests(Self.queue, sent: sent, pending: pending)])
    let failure = try #require(try Self.run(tree, host).failure)
    #expect(failure.reason.text.contains(fact), "\(failure.reason.text)")
    #expect(tree.writes.isEmpty)
  }

  /// A guard that could not be read is no guard: only what is not there counts for nothing.
  @Test(arguments: [
    "card05/05.0004/request_count", "card05/pendingq_count",
  ])
  func `are not taken where that can't be read`(name: String) throws {
    let host = SmallHost("7.1")
    let base = MemoryTree(host.kernel)
    let tree = MuteTree(base: base, path: "devices/ap/\(name)")
    let failure = try #require(try Self.run(tree, host).failure)
    guard case .unreadable(let error) = failure.reason else {
      Issue.record("\(failure.text)")
      return
    }
    #expect(error.errno == .ioError && error.path.hasSuffix(name))
    #expect(base.writes.isEmpty)
  }

  @Test(arguments: ["card05/05.0004/request_count", "card05/pendingq_count"])
  func `are not taken where it is no number`(name: String) throws {
    let host = SmallHost("7.1")
    let base = MemoryTree(host.kernel)
    let path = "devices/ap/\(name)"
    let tree = PatchedTree(base, [path: .text("many\n")])
    let failure = try #require(try Self.run(tree, host).failure)
    #expect(failure.reason == .unreadable(.notNumber(path: path)), "\(failure.text)")
    #expect(base.writes.isEmpty)
  }

  /// A tree of which one file can't be read.
  private struct MuteTree: SysfsTree {
    let base: MemoryTree
    let path: String

    var origin: String { base.origin }

    func read(_ path: String) throws(SysfsError) -> [UInt8] {
      guard path != self.path else { throw .refused(.read, path: path, .ioError) }
      return try base.read(path)
    }

    func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try base.list(path) }

    func link(_ path: String) throws(SysfsError) -> String {
      guard path != self.path else { throw .refused(.link, path: path, .ioError) }
      return try base.link(path)
    }

    func write(_ path: String, _ value: [UInt8]) throws(SysfsError) { try base.write(path, value) }
  }
}
