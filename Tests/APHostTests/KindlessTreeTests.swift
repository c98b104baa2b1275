import APHost
import APModel
import Sysfs
import TestSupport
import Testing

/// A copy of sysfs on a file system that does not say of what kind its entries are, as ext2 without `filetype`.
@Suite
struct `A copy of which nobody says what its entries are` {
  private struct Kindless: SysfsTree {
    let base: any SysfsTree

    var origin: String { base.origin }
    func read(_ path: String) throws(SysfsError) -> [UInt8] { try base.read(path) }
    func link(_ path: String) throws(SysfsError) -> String { try base.link(path) }
    func write(_ path: String, _ value: [UInt8]) throws(SysfsError) {}

    func list(_ path: String) throws(SysfsError) -> [SysfsEntry] {
      try base.list(path).map { SysfsEntry(name: $0.name, kind: .other) }
    }
  }

  @Test(arguments: RecordedHost.all.sampled, [ReadDepth.summary, .full])
  func `is read as any other`(recording: RecordedHost, depth: ReadDepth) throws {
    let tree = try recording.tree()
    let known = try HostReader(tree, depth: depth).snapshot()
    #expect(try HostReader(Kindless(base: tree), depth: depth).snapshot() == known)
    #expect(
      known.queues.isEmpty || known.drivers.isEmpty || known.queues.contains { $0.driver != nil })
  }
}
