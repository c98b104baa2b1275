import APHost
import APModel
import Sysfs
import SystemPackage
import TestSupport
import Testing

@Suite
struct `Reading a host` {
  /// Safety rule 9: these send requests to a card, reset a queue, or can block without limit.
  private static let forbidden: Set<String> = [
    "serialnr", "API_ordinalnr", "FW_version", "op_modes", "mkvps", "reset", "interrupt", "load",
    "se_bind", "se_associate", "states", "last_err_rc",
  ]

  @Test(arguments: RecordedHost.all.sampled, [ReadDepth.outcome, .summary, .planning, .full])
  func `touches no attribute that reaches the hardware, and none twice`(
    recording: RecordedHost, depth: ReadDepth
  ) throws {
    let tree = CountingTree(try recording.tree())
    let snapshot = try HostReader(tree, depth: depth).snapshot()
    let log = tree.log
    #expect(!log.contains { $0.hasPrefix("write") })
    for access in log {
      let name = access.split(separator: "/").last.map(String.init) ?? ""
      #expect(!Self.forbidden.contains(name), "\(access)")
    }
    // The counter of scans is read before and after.
    let counted = log.filter { $0 != "read bus/ap/scans" }
    // What is there is read again before a queue is said to have two owners.
    let times = HostAnalysis(snapshot).ownerships.contains(where: \.isConflict) ? 2 : 1
    let repeated = Dictionary(grouping: counted) { $0 }.filter { $1.count > times }.keys.sorted()
    #expect(counted.count <= times * Set(counted).count, "\(repeated)")
  }

  @Test func `costs no more accesses for queues of no guest`() throws {
    let small = CountingTree(try RecordedHost("7.1.8/b-03-configured").tree())
    let large = CountingTree(try RecordedHost("7.1.8/large-16x85-02-assigned").tree())
    let few = try HostReader(small).snapshot()
    let many = try HostReader(large).snapshot()
    #expect(many.queues.count == 1360)
    // The cards cost six attributes each, whether a guest's queue works two, and one of each adapter tells of a
    // guest whose text is cut off. One queue of the small host's own is asked as well.
    let growth = large.log.count - small.log.count
    let assigned = [few, many].map { $0.queues.count { $0.details != nil } }
    #expect(assigned == [9, 1360])
    let witnesses = HostAnalysis(many).guests.flatMap(\.witnesses).count
    let expected = 6 * (many.cards.count - few.cards.count) + 2 * (assigned[1] - assigned[0])
    #expect(growth <= expected + witnesses)
  }

  @Test func `leaves matrix alone where an old kernel could overrun its buffer`() throws {
    let tree = CountingTree(try RecordedHost("6.1.176/large-16x85-02-assigned-496-apqns").tree())
    let snapshot = try HostReader(tree).snapshot()
    #expect(!tree.log.contains { $0.hasPrefix("read") && $0.hasSuffix("matrix") })
    let mdev = try #require(snapshot.mdevs.first)
    #expect(mdev.unreadable?.contains("--insist") == true)
    #expect(!snapshot.isComplete)
    // The queues themselves still say that a guest has them: 16 adapters with 31 domains.
    let owners = HostAnalysis(snapshot).ownerships.map(\.owner)
    #expect(owners.count { $0 == .unreadableGuest } == 496)
    let insisting = try HostReader(tree, insists: true).snapshot()
    #expect(insisting.mdevs.first?.assigned?.queueCount == 496)
  }

  @Test func `starts again when the bus is scanned meanwhile, but not for ever`() throws {
    let base = try RecordedHost("7.1.8/b-03-configured").tree()
    let once = ScanningTree(base, scansWhileReading: 1)
    #expect(try !HostReader(once).snapshot().isTorn)
    let always = ScanningTree(base, scansWhileReading: .max)
    let snapshot = try HostReader(always).snapshot()
    #expect(snapshot.isTorn)
    #expect(!snapshot.isComplete)
    #expect(snapshot.queues.count == 15)
  }

  @Test func `says plainly that there is no bus`() throws {
    let tree = PatchedTree(DirectoryTree(root: "/nowhere"), [:])
    #expect(throws: HostReader.Failure.noBus(origin: "/nowhere")) {
      try HostReader(tree).snapshot()
    }
  }

  /// Descriptors or rights that run out say nothing about the bus.
  @Test(arguments: [Errno.tooManyOpenFiles, .permissionDenied, .ioError, .noMemory])
  func `never says that there is no bus where it could not look`(errno: Errno) throws {
    let absent = DirectoryTree(root: "/nowhere")
    let closed = PatchedTree(absent, ["bus/ap": .errno(errno), "bus/ap/scans": .errno(errno)])
    let failure = HostReader.Failure.unreadable(path: "bus/ap", reason: "list failed: \(errno)")
    #expect(throws: failure) { try HostReader(closed).snapshot() }
  }
}
