import APHost
import APModel
import FakeKernel
import Sysfs
import TestSupport
import Testing

@testable import Twin

/// The twin of every recorded host, and of every state that a recorded kernel was left in.
@Suite
struct `The twin of a host` {
  @Test(arguments: RecordedHost.all.sampled)
  func `shows what the recorded host showed`(host: RecordedHost) throws {
    for depth in [ReadDepth.planning, .full] {
      let differences = try Self.differences(try host.tree(), depth)
      #expect(differences == [], "\(host.name)")
    }
  }

  @Test(arguments: TranscriptEnd.all.sampled)
  func `shows what the kernel of a transcript showed at its end`(end: TranscriptEnd) throws {
    let tree = ModelTree(try end.states(at: []).last, origin: "transcript")
    #expect(try Self.differences(tree, .full) == [])
  }

  /// A bus that was scanned when it was read finds nothing new when it is scanned again.
  @Test(arguments: RecordedHost.all.sampled)
  func `is changed by no scan`(host: RecordedHost) throws {
    let tree = try host.tree()
    let snapshot = try HostReader(tree, depth: .planning).snapshot()
    let twin = try Twin(of: snapshot, reading: tree)
    twin.tree.apply(.scan)
    let changes = ShownState(snapshot).differences(from: ShownState(try twin.snapshot()))
    let counters: Set = ["bus/ap/scans", "bus/ap/bindings_complete_count"]
    #expect(changes.filter { !counters.contains($0.attribute) } == [], "\(host.name)")
  }

  /// What a model can't show is told by its name, and nothing is rehearsed on it.
  @Test func `is refused with the attribute that differs`() throws {
    let tree = try RecordedHost("7.2.13/deployed-applied").tree()
    let host = try HostReader(tree, depth: .planning).snapshot()
    var older = host
    older.queues[0].driver = "cex2cqueue"
    let queue = "\(host.queues[0].id.adapter.cardName)/\(host.queues[0].id)"
    expectRefusal(
      of: older, tree,
      naming: "devices/ap/\(queue): no twin can play its driver cex2cqueue, which is")
    older.cards[0].driver = "cex2card"
    let card = host.cards[0].id.cardName
    expectRefusal(
      of: older, tree, naming: "devices/ap/\(card): no twin can play its driver cex2card, which is")
    older.cards[0].driver = "cex9card"
    expectRefusal(of: older, tree, naming: "no twin can play its driver cex9card, so that the host")
    var without = host
    without.capabilities.guestMatrix = false
    for place in host.mdevs.indices { without.mdevs[place].guestMatrix = nil }
    let guest = "devices/vfio_ap/matrix/\(host.mdevs[0].uuid)/guest_matrix"
    expectRefusal(of: without, tree, naming: "\(guest): the host shows nothing")
    var torn = host
    torn.isTorn = true
    expectRefusal(of: torn, tree, naming: "changed while it was read")
  }

  private func expectRefusal(
    of snapshot: HostSnapshot, _ tree: any SysfsTree, naming fact: String
  ) {
    do throws(TwinRefusal) {
      _ = try Twin(of: snapshot, reading: tree)
      Issue.record("there is a twin although \(fact)")
    } catch {
      #expect("\(error)".contains(fact), "\(error)")
    }
  }

  @Test func `takes what the machine says of itself from the host`() throws {
    let tree = try RecordedHost("7.2.13/deployed-running").tree()
    var snapshot = try HostReader(tree, depth: .full).snapshot()
    snapshot.bus.interrupts = false
    snapshot.bus.pollThread = true
    snapshot.cards[0].functions = 0xd200_0000
    snapshot.cards[0].rawHardwareType = 15
    snapshot.cards[0].requestCount = 7_000_000
    snapshot.cards[0].pendingCount = 3
    let twin = try Twin(of: snapshot, reading: tree, depth: .full)
    #expect(try twin.snapshot().cards[0] == snapshot.cards[0])
    #expect(try twin.snapshot().bus == snapshot.bus)
  }

  private static func differences(
    _ tree: any SysfsTree, _ depth: ReadDepth
  ) throws -> [String] {
    let snapshot = try HostReader(tree, depth: depth).snapshot()
    do throws(TwinRefusal) {
      _ = try Twin(of: snapshot, reading: tree, depth: depth)
      return []
    } catch {
      return ["\(error)"]
    }
  }
}
