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

  @Test func `begins to once all else is done, and says so beforehand`() throws {
    let host = try KeptHost(KeptHost.holding())
    let first = host.keeper.look(leaving: [])
    #expect(!first.steps.isEmpty && !first.steps.contains { $0.object == KeptHost.autoprobe })
    #expect(host.keeper.apply { false }.isComplete)
    let second = host.keeper.look(leaving: [])
    #expect(second.steps.map(\.object) == [KeptHost.autoprobe])
    #expect(second.mayHold && !second.isHeld)
    #expect(host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
    #expect(host.keeper.apply { false }.isComplete)
    #expect(!host.tree.kernel.bus.probesAutomatically && host.marker.isSet)
    let third = host.keeper.look(leaving: [])
    #expect(third.steps.isEmpty && third.isHeld && third.problems.isEmpty, "\(third)")
  }

  @Test func `gives what appears to its owner, and no guest's queue to the host`() throws {
    let host = try KeptHost.held()
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: true))
    host.scan(.removeAdapter(AdapterID(5)))
    _ = host.keeper.look(leaving: [])
    host.scan(.back(5))
    host.scan(.back(7))
    #expect(host.tree.kernel.vfioQueues.isEmpty)
    #expect(host.tree.kernel.hostQueues == [KeptHost.queue(6)])
    var exposed = false
    host.tree.observer = { _, kernel, _ in
      exposed = exposed || kernel.hostQueues.contains(KeptHost.queue(5))
    }
    host.repair()
    #expect(!exposed && host.tree.kernel.crash == nil)
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5)])
    #expect(host.tree.kernel.hostQueues == [KeptHost.queue(6), KeptHost.queue(7)])
    #expect(host.tree.kernel.mdevs.first?.shadow.contains(KeptHost.queue(5)) == true)
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
  }

  @Test func `gives the queue of an mdev that nobody declared back to it`() throws {
    let host = try KeptHost.held()
    host.giveAway(to: Self.other)
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
    host.scan(.removeAdapter(AdapterID(6)))
    host.scan(.back(6))
    host.repair()
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5), KeptHost.queue(6)])
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
  }

  /// What it is declared to have belongs to it all the same.
  @Test func `binds what appears for a guest that is left alone until somebody consents`() throws {
    let host = try KeptHost.held()
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: true))
    _ = try host.declare(
      "host: {ownership: driver-override}\n"
        + "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 7, domains: 4}}")
    let waiting = host.keeper.look(leaving: [])
    #expect(waiting.steps.isEmpty && waiting.waits.contains { $0.contains("consent") })
    host.scan(.back(7))
    host.repair()
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5), KeptHost.queue(7)])
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
    // One that somebody keeps changing back rests without a driver.
    host.tree.rival("bus/ap/drivers/vfio_ap/unbind", "07.0004")
    #expect(host.keeper.look(leaving: ["guest web01"]).steps.isEmpty)
  }

  /// Without vfio_ap nothing that is declared can be reached, and the host still needs its own.
  @Test func `binds the host's queues also while vfio_ap is not there`() throws {
    let host = try KeptHost.held()
    host.tree.happen(.unload(.vfio))
    host.scan(.removeAdapter(AdapterID(5)))
    host.scan(.back(5))
    host.scan(.back(7))
    host.repair()
    #expect(host.tree.kernel.hostQueues == [KeptHost.queue(6), KeptHost.queue(7)])
    #expect(host.tree.kernel.crash == nil)
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && look.isObstructed && look.isHeld)
    host.tree.happen(.load(.vfio))
    #expect(host.tree.kernel.vfioQueues.isEmpty)
    host.repair()
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5)])
  }

  @Test func `goes on to where all adapters have left`() throws {
    let host = try KeptHost.held()
    for adapter: UInt8 in [5, 6] { host.scan(.removeAdapter(AdapterID(adapter))) }
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.isEmpty && look.isHeld)
    host.scan(.back(5))
    host.repair()
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5)])
  }

  @Test func `notices a rival in its cheap look, and leaves alone what is contested`() throws {
    let host = try KeptHost.held()
    let before = host.keeper.look(leaving: [])
    #expect(host.keeper.poll() == before.poll)
    host.tree.rival("bus/ap/drivers_autoprobe", "1")
    #expect(host.keeper.poll() != before.poll)
    #expect(host.keeper.look(leaving: []).steps.map(\.object) == [KeptHost.autoprobe])
    let left = host.keeper.look(leaving: [KeptHost.autoprobe])
    #expect(left.steps.isEmpty && !left.isHeld)
  }
}
