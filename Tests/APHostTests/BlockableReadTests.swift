import APHost
import APModel
import Synchronization
import Sysfs
import SystemPackage
import TestSupport
import Testing

@Suite
struct `Reads that the kernel can block` {
  @Test(arguments: RecordedHost.all.sampled, [ReadDepth.summary, .full])
  func `come last, once, and few`(recording: RecordedHost, depth: ReadDepth) throws {
    let tree = CountingTree(try recording.tree())
    let snapshot = try HostReader(tree, depth: depth).snapshot()
    let log = tree.log
    func isBlockable(_ access: String) -> Bool {
      access.hasPrefix("read ") && BlockableAttribute.includes(String(access.dropFirst(5)))
    }
    let blockable = log.filter(isBlockable)
    #expect(Set(blockable).count == blockable.count)
    guard snapshot.capabilities.apConfig, snapshot.mdevs.allSatisfy({ $0.assigned != nil }) else {
      return
    }
    // Where the text of a guest may not be read, one queue of each of its adapters is asked.
    let asked = HostAnalysis(snapshot).guests.reduce(0) { $0 + max(1, $1.witnesses.count) }
    #expect(blockable.count <= max(1, snapshot.mdevs.count + asked))
    // A queue with two owners is looked at again, without what can be blocked.
    guard !HostAnalysis(snapshot).ownerships.contains(where: \.isConflict) else { return }
    let rest = log.drop { !isBlockable($0) }.filter { !isBlockable($0) }
    #expect(rest.isEmpty || rest == ["read bus/ap/scans"], "\(rest)")
  }

  /// A bus that is scanned during the first read of `guest_matrix`.
  private final class SlowTree: SysfsTree {
    private let base: any SysfsTree
    private let changed: @Sendable (String) -> String?
    private let state = Mutex((hasScanned: false, matrices: 0))

    init(_ base: any SysfsTree, _ changed: @escaping @Sendable (String) -> String?) {
      self.base = base
      self.changed = changed
    }

    var origin: String { base.origin }
    var matrices: Int { state.withLock { $0.matrices } }

    func read(_ path: String) throws(SysfsError) -> [UInt8] {
      if path.hasSuffix("/guest_matrix") {
        state.withLock {
          $0.hasScanned = true
          $0.matrices += 1
        }
      }
      guard state.withLock({ $0.hasScanned }) else { return try base.read(path) }
      if path == "bus/ap/scans" { return Array("4711\n".utf8) }
      if let text = changed(path) { return Array(text.utf8) }
      return try base.read(path)
    }

    func list(_ path: String) throws(SysfsError) -> [SysfsEntry] { try base.list(path) }

    func link(_ path: String) throws(SysfsError) -> String { try base.link(path) }

    func write(_ path: String, _ value: [UInt8]) throws(SysfsError) { try base.write(path, value) }
  }

  @Test func `are not done again for a scan that changed nothing`() throws {
    let tree = SlowTree(try RecordedHost("7.1.8/b-03-configured").tree()) { _ in nil }
    let snapshot = try HostReader(tree).snapshot()
    #expect(!snapshot.isTorn)
    #expect(tree.matrices == snapshot.mdevs.count)
  }

  @Test func `are done again if the host is another one by then`() throws {
    let zero = "0x" + String(repeating: "0", count: 64) + "\n"
    let tree = SlowTree(try RecordedHost("7.1.8/b-03-configured").tree()) {
      $0 == "bus/ap/apmask" ? zero : nil
    }
    let snapshot = try HostReader(tree).snapshot()
    #expect(!snapshot.isTorn)
    #expect(snapshot.bus.adapterMask == [])
    #expect(tree.matrices == 2 * snapshot.mdevs.count)
  }

  /// A tree that answers none of those reads in time, of a kernel that lacks some of their attributes.
  private struct BlockedTree: SysfsTree {
    let base: any SysfsTree
    let lacking: Set<String>

    var origin: String { base.origin }

    func read(_ path: String) throws(SysfsError) -> [UInt8] {
      guard BlockableAttribute.includes(path) else { return try base.read(path) }
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      if lacking.contains(name) { throw .refused(.open, path: path, .noSuchFileOrDirectory) }
      throw .unanswered(path: path, seconds: 1)
    }

    func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
      try base.list(path).filter { !lacking.contains($0.name) }
    }

    func link(_ path: String) throws(SysfsError) -> String { try base.link(path) }

    func write(_ path: String, _ value: [UInt8]) throws(SysfsError) { try base.write(path, value) }
  }

  @Test(
    arguments: [[], ["guest_matrix"], ["status"], ["guest_matrix", "status"]],
    [
      ReadDepth.summary, .full,
    ])
  func `tell what the kernel has also where it did not answer`(
    lacking: Set<String>, depth: ReadDepth
  ) throws {
    let base = try RecordedHost("7.1.8/b-03-configured").tree()
    let snapshot = try HostReader(BlockedTree(base: base, lacking: lacking), depth: depth)
      .snapshot()
    #expect(snapshot.capabilities.guestMatrix == !lacking.contains("guest_matrix"))
    #expect(snapshot.capabilities.lacksGuestMatrix == lacking.contains("guest_matrix"))
    #expect(snapshot.capabilities.status == !lacking.contains("status"))
    #expect(snapshot.queues.allSatisfy { $0.details?.status == nil })
  }

  @Test(arguments: [
    ("devices/vfio_ap/matrix/u/guest_matrix", "what guest u gets"),
    ("devices/vfio_ap/matrix/u/matrix", "what guest u is assigned"),
    ("devices/ap/card05/05.0047/status", "whether a guest uses queue 05.0047"),
    ("devices/vfio_ap/matrix/u/ap_config", nil), ("devices/ap/card05/05.0047/config", nil),
    ("devices/vfio_ap/matrix", nil), ("bus/ap/scans", nil),
    ("bus/ap/apmask", "what the masks reserve for the host"),
  ])
  func `are those of three attributes and of the masks`(path: String, meaning: String?) {
    #expect(BlockableAttribute.meaning(path) == meaning)
  }
}
