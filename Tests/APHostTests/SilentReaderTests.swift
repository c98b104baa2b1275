import APHost
import APModel
import Sysfs
import TestSupport
import Testing

@Suite
struct `The silent part of a host` {
  @Test(arguments: RecordedHost.small.sampled)
  func `is the same in a whole read and in a cheap one`(_ host: RecordedHost) throws {
    let tree = try host.tree()
    guard let snapshot = try? HostReader(tree, asksOverrides: true).snapshot() else { return }
    var reader = SilentReader(tree, after: snapshot)
    let expected = SilentState(snapshot)
    for _ in 0..<5 { #expect(reader.read() == expected) }
  }

  /// No event tells of it, whoever writes it.
  @Test(arguments: ["0", "1"]) func `has drivers_autoprobe, whatever it was`(flag: String) throws {
    let tree = try RecordedHost("7.1.8/c-01-overprovisioned").tree()
    var reader = SilentReader(tree, after: try HostReader(tree).snapshot())
    let before = reader.read()
    let path = "bus/ap/drivers_autoprobe"
    let patched = PatchedTree(tree, [path: .text(flag + "\n")])
    reader = SilentReader(patched, after: try HostReader(tree).snapshot())
    #expect((reader.read() == before) == (try tree.text(path) == flag))
  }

  @Test func `costs a handful of accesses and one or two for a guest`() throws {
    let tree = CountingTree(try RecordedHost("7.1.8/b-03-configured").tree())
    let snapshot = try HostReader(tree).snapshot()
    let before = tree.log.count
    var reader = SilentReader(tree, after: snapshot)
    _ = reader.read()
    let accesses = tree.log.count - before
    #expect(accesses <= 9 + 2 * snapshot.mdevs.count + snapshot.cards.count, "\(tree.log)")
  }

  @Test(arguments: [
    ("bus/ap/apmask", "0x" + String(repeating: "0", count: 64)),
    ("bus/ap/ap_control_domain_mask", "0x" + String(repeating: "0", count: 64)),
    ("bus/ap/bindings", "1/20"),
    ("devices/ap/card05/chkstop", "1"),
  ])
  func `differs when what no event announces has changed`(_ path: String, _ text: String) throws {
    let tree = try RecordedHost("7.1.8/b-03-configured").tree()
    let snapshot = try HostReader(tree).snapshot()
    var reader = SilentReader(PatchedTree(tree, [path: .text(text + "\n")]), after: snapshot)
    #expect(reader.read() != SilentState(snapshot))
  }

  /// A guest's queues have their turn sooner than the host's, of which a large host has thousands.
  @Test(arguments: [("05.0004", "\n"), ("05.0047", "cex4queue\n"), ("0a.0004", "vfio_ap\n")])
  func `differs soon when an override has changed`(_ queue: String, _ text: String) throws {
    let tree = try RecordedHost("7.2.13/override-window-02-guest-running").tree()
    let snapshot = try HostReader(tree, asksOverrides: true).snapshot()
    let path = "devices/ap/card\(queue.prefix(2))/\(queue)/driver_override"
    var reader = SilentReader(PatchedTree(tree, [path: .text(text)]), after: snapshot)
    #expect((1...3).contains(reader.turns))
    let looks = (0..<reader.turns).map { _ in reader.read() }
    #expect(looks.contains { $0 != SilentState(snapshot) })
  }

  @Test(arguments: ["chkstop": "1", "config": "0"])
  func `differs when a scan has found that a guest's queue does not work`(
    _ file: String, _ value: String
  ) throws {
    let tree = try RecordedHost("7.2.13/state-02-guest-running").tree()
    let snapshot = try HostReader(tree).snapshot()
    let scans = try #require(snapshot.bus.scans)
    let queue = "devices/ap/card05/05.0047/\(file)"
    let answers: [String: PatchedTree.Answer] = [
      queue: .text(value + "\n"), "bus/ap/scans": .text("\(scans + 1)\n"),
    ]
    var reader = SilentReader(PatchedTree(tree, answers), after: snapshot)
    let state = reader.read()
    #expect(state != SilentState(snapshot))
    #expect(Array(state.outages.keys) == [APQN(AdapterID(5), DomainID(0x47))])
  }

  @Test func `asks the queues again only after a scan`() throws {
    let base = try RecordedHost("7.2.13/state-02-guest-running").tree()
    let snapshot = try HostReader(base).snapshot()
    let scans = try #require(snapshot.bus.scans)
    let quiet = CountingTree(base)
    var reader = SilentReader(quiet, after: snapshot)
    _ = reader.read()
    #expect(!quiet.log.contains { $0.hasSuffix("/config") })
    let scanned = CountingTree(PatchedTree(base, ["bus/ap/scans": .text("\(scans + 1)\n")]))
    reader = SilentReader(scanned, after: snapshot)
    _ = reader.read()
    _ = reader.read()
    // Three guests with eight queues, and one of the host that answers; the second look finds the same counter.
    #expect(scanned.log.count { $0.hasSuffix("/config") } == 9)
  }
}
