import APModel
import Reconcile
import Sysfs
import Testing

@testable import Agent
@testable import FakeKernel

/// What appears on the bus has no driver until the keeper has given it to its owner.
@Suite
struct `A keeper that holds new queues` {
  private static let other = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"
  private static let mdevs = "devices/vfio_ap/matrix"
  private static let autoprobe = "drivers_autoprobe"

  private static func declaration(_ more: String = "") -> String {
    """
    host: {ownership: driver-override\(more)}
    guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}
    """
  }

  private static func queue(_ adapter: UInt8) -> APQN { APQN(AdapterID(adapter), DomainID(4)) }

  private static func scan(_ host: KeptHost, _ change: HardwareChange) {
    host.tree.happen(.hardware(change))
    host.tree.happen(.scan)
  }

  private static func back(_ adapter: UInt8) -> HardwareChange {
    .addAdapter(AdapterID(adapter), type: 13, mode: .cca)
  }

  /// A host as declared, with what appears held.
  private static func held() throws -> KeptHost {
    let host = try KeptHost(declaration())
    repair(host)
    repair(host)
    #expect(!host.tree.kernel.bus.probesAutomatically)
    return host
  }

  private static func repair(_ host: KeptHost) {
    #expect(!host.keeper.look(leaving: []).steps.isEmpty)
    #expect(host.keeper.apply { false }.isComplete)
  }

  @Test func `begins to once all else is done, and says so beforehand`() throws {
    let host = try KeptHost(Self.declaration())
    let first = host.keeper.look(leaving: [])
    #expect(!first.steps.isEmpty && !first.steps.contains { $0.object == Self.autoprobe })
    #expect(host.keeper.apply { false }.isComplete)
    let second = host.keeper.look(leaving: [])
    #expect(second.steps.map(\.object) == [Self.autoprobe])
    #expect(second.mayHold && !second.isHeld)
    #expect(host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
    #expect(host.keeper.apply { false }.isComplete)
    #expect(!host.tree.kernel.bus.probesAutomatically && host.marker.isSet)
    let third = host.keeper.look(leaving: [])
    #expect(third.steps.isEmpty && third.isHeld && third.problems.isEmpty, "\(third)")
  }

  @Test func `gives what appears to its owner, and no guest's queue to the host`() throws {
    let host = try Self.held()
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: true))
    Self.scan(host, .removeAdapter(AdapterID(5)))
    _ = host.keeper.look(leaving: [])
    Self.scan(host, Self.back(5))
    Self.scan(host, Self.back(7))
    #expect(host.tree.kernel.vfioQueues.isEmpty)
    #expect(host.tree.kernel.hostQueues == [Self.queue(6)])
    var exposed = false
    host.tree.observer = { _, kernel, _ in
      exposed = exposed || kernel.hostQueues.contains(Self.queue(5))
    }
    Self.repair(host)
    #expect(!exposed && host.tree.kernel.crash == nil)
    #expect(host.tree.kernel.vfioQueues == [Self.queue(5)])
    #expect(host.tree.kernel.hostQueues == [Self.queue(6), Self.queue(7)])
    #expect(host.tree.kernel.mdevs.first?.shadow.contains(Self.queue(5)) == true)
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
  }

  @Test func `gives the queue of an mdev that nobody declared back to it`() throws {
    let host = try Self.held()
    host.giveAway(to: Self.other)
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
    Self.scan(host, .removeAdapter(AdapterID(6)))
    Self.scan(host, Self.back(6))
    Self.repair(host)
    #expect(host.tree.kernel.vfioQueues == [Self.queue(5), Self.queue(6)])
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
  }

  /// What it is declared to have belongs to it all the same.
  @Test func `binds what appears for a guest that is left alone until somebody consents`() throws {
    let host = try Self.held()
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: true))
    _ = try host.declare(
      "host: {ownership: driver-override}\n"
        + "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 7, domains: 4}}")
    let waiting = host.keeper.look(leaving: [])
    #expect(waiting.steps.isEmpty && waiting.waits.contains { $0.contains("consent") })
    Self.scan(host, Self.back(7))
    Self.repair(host)
    #expect(host.tree.kernel.vfioQueues == [Self.queue(5), Self.queue(7)])
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
    // One that somebody keeps changing back rests without a driver.
    host.tree.rival("bus/ap/drivers/vfio_ap/unbind", "07.0004")
    #expect(host.keeper.look(leaving: ["guest web01"]).steps.isEmpty)
  }

  /// Without vfio_ap nothing that is declared can be reached, and the host still needs its own.
  @Test func `binds the host's queues also while vfio_ap is not there`() throws {
    let host = try Self.held()
    host.tree.happen(.unload(.vfio))
    Self.scan(host, .removeAdapter(AdapterID(5)))
    Self.scan(host, Self.back(5))
    Self.scan(host, Self.back(7))
    Self.repair(host)
    #expect(host.tree.kernel.hostQueues == [Self.queue(6), Self.queue(7)])
    #expect(host.tree.kernel.crash == nil)
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && look.isObstructed && look.isHeld)
    host.tree.happen(.load(.vfio))
    #expect(host.tree.kernel.vfioQueues.isEmpty)
    Self.repair(host)
    #expect(host.tree.kernel.vfioQueues == [Self.queue(5)])
  }

  @Test func `goes on to where all adapters have left`() throws {
    let host = try Self.held()
    for adapter: UInt8 in [5, 6] { Self.scan(host, .removeAdapter(AdapterID(adapter))) }
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && look.isHeld)
    Self.scan(host, Self.back(5))
    Self.repair(host)
    #expect(host.tree.kernel.vfioQueues == [Self.queue(5)])
  }

  @Test func `notices a rival in its cheap look, and leaves alone what is contested`() throws {
    let host = try Self.held()
    let before = host.keeper.look(leaving: [])
    #expect(host.keeper.poll() == before.poll)
    host.tree.rival("bus/ap/drivers_autoprobe", "1")
    #expect(host.keeper.poll() != before.poll)
    #expect(host.keeper.look(leaving: []).steps.map(\.object) == [Self.autoprobe])
    let left = host.keeper.look(leaving: [Self.autoprobe])
    #expect(left.steps.isEmpty && !left.isHeld)
  }

  @Test(arguments: ["host: {ownership: driver-override}\n", "host: {ownership: masks}\n", ""])
  func `never touches a kernel whose queues have no override`(text: String) throws {
    let host = try KeptHost(
      text + "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}",
      kernel: .linux6_12)
    for _ in 0..<3 {
      _ = host.keeper.look(leaving: [])
      _ = host.keeper.apply { false }
    }
    host.tree.rival("bus/ap/drivers_autoprobe", "0")
    let look = host.keeper.look(leaving: [])
    #expect(!look.mayHold && !look.steps.contains { $0.object == Self.autoprobe })
    #expect(host.keeper.release(isCancelled: { false }, progress: { _ in }) == Applied())
    #expect(!host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
  }

  @Test func `does not where the file that outlives it can't be made, and says so`() throws {
    let host = try KeptHost(Self.declaration(), marker: "nowhere/hold")
    Self.repair(host)
    Self.repair(host)
    #expect(host.tree.kernel.bus.probesAutomatically)
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && !look.isObstructed)
    #expect(look.problems.map(\.code) == [.holdRefused])
    #expect(look.problems.first?.sentence.contains("nowhere/hold can't be written: ") == true)
    // Read again, it is tried again.
    _ = try host.declare(Self.declaration())
    #expect(host.keeper.look(leaving: []).steps.map(\.object) == [Self.autoprobe])
  }

  @Test func `does not where the kernel takes no 0, and says so`() throws {
    let host = try KeptHost(Self.declaration())
    Self.repair(host)
    host.tree.readOnly = ["bus/ap/drivers_autoprobe"]
    #expect(host.keeper.look(leaving: []).steps.map(\.object) == [Self.autoprobe])
    let applied = host.keeper.apply { false }
    #expect(applied.steps.map(\.outcome) == [.failed("EROFS")], "\(applied)")
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && !look.isHeld && !host.marker.isSet)
    #expect(look.problems.map(\.code) == [.holdRefused])
    // What appears is the kernel's to bind, and taken back from the host as ever.
    Self.scan(host, .removeAdapter(AdapterID(5)))
    Self.scan(host, Self.back(5))
    Self.repair(host)
    #expect(host.tree.kernel.vfioQueues == [Self.queue(5)])
  }

  /// What somebody else keeps changing back is left alone, and what that means for guests is said.
  @Test func `says that it does not where drivers_autoprobe is left alone`() throws {
    let host = try KeptHost(Self.declaration())
    Self.repair(host)
    Self.repair(host)
    #expect(!host.tree.kernel.bus.probesAutomatically)
    #expect(host.keeper.look(leaving: [Self.autoprobe]).problems.isEmpty)
    host.tree.rival("bus/ap/drivers_autoprobe", "1")
    let look = host.keeper.look(leaving: [Self.autoprobe])
    #expect(look.problems.map(\.code) == [.holdRefused])
    #expect(
      look.problems.first?.sentence
        == "new queues can't be held for their owners: somebody else keeps writing 1 to drivers_autoprobe;"
        + " the kernel gives each to the host first")
    #expect(host.keeper.look(leaving: []).problems.isEmpty)
  }

  /// Whoever has set it: what appears needs somebody.
  @Test func `takes over a 0 that was there before`() throws {
    let host = try KeptHost(Self.declaration())
    host.tree.rival("bus/ap/drivers_autoprobe", "0")
    Self.repair(host)
    #expect(host.keeper.look(leaving: []).isHeld && host.marker.isSet)
    _ = host.keeper.release(isCancelled: { false }, progress: { _ in })
    #expect(host.tree.kernel.bus.probesAutomatically)
  }

  @Test(arguments: [", new-queues: probe", nil])
  func `stops to where the configuration no longer says so`(more: String?) throws {
    let host = try Self.held()
    Self.scan(host, Self.back(7))
    let text = more.map(Self.declaration) ?? "host: {ownership: masks}\nguests: {}"
    _ = try host.declare(text)
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.contains { $0.object == Self.autoprobe })
    #expect(host.keeper.apply { false }.isComplete)
    #expect(host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
    #expect(host.tree.kernel.hostQueues.contains(Self.queue(7)))
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
  }

  @Test func `gives everything back, and each queue to its owner`() throws {
    let host = try Self.held()
    Self.scan(host, .removeAdapter(AdapterID(5)))
    Self.scan(host, Self.back(5))
    Self.scan(host, Self.back(7))
    let applied = host.keeper.release(isCancelled: { false }, progress: { _ in })
    #expect(applied.isComplete && applied.steps.first?.object == Self.autoprobe, "\(applied)")
    #expect(host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
    #expect(host.tree.kernel.vfioQueues == [Self.queue(5)])
    #expect(host.tree.kernel.hostQueues == [Self.queue(6), Self.queue(7)])
  }

  /// What one card refuses is told, and keeps nobody else from a driver.
  @Test func `gives back all but a queue that takes no driver`() throws {
    let host = try Self.held()
    Self.scan(host, Self.back(7))
    Self.scan(host, Self.back(8))
    host.tree.rival("devices/ap/card07/07.0004/driver_override", "vfio_ap")
    host.tree.happen(.unload(.vfio))
    let applied = host.keeper.release(isCancelled: { false }, progress: { _ in })
    #expect(applied.isComplete, "\(applied)")
    #expect(host.tree.kernel.hostQueues == [Self.queue(6), Self.queue(8)])
    #expect(host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
  }
}
