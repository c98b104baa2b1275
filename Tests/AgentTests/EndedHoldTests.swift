import APModel
import Reconcile
import Sysfs
import Testing

@testable import Agent
@testable import FakeKernel

/// The end of a hold, whoever has begun it.
@Suite
struct `A keeper that gives back what it holds` {
  /// Whoever has set it: what appears needs somebody.
  @Test func `takes over a 0 that was there before`() throws {
    let host = try KeptHost(KeptHost.holding())
    host.tree.rival("bus/ap/drivers_autoprobe", "0")
    host.repair()
    #expect(host.keeper.look(leaving: []).isHeld && host.marker.isSet)
    _ = host.keeper.release(isCancelled: { false }, progress: { _ in })
    #expect(host.tree.kernel.bus.probesAutomatically)
  }

  @Test(arguments: [", new-queues: probe", nil])
  func `stops to where the configuration no longer says so`(more: String?) throws {
    let host = try KeptHost.held()
    host.scan(.back(7))
    let text = more.map(KeptHost.holding) ?? "host: {ownership: masks}\nguests: {}"
    _ = try host.declare(text)
    let look = host.keeper.look(leaving: [])
    #expect(look.steps.contains { $0.object == KeptHost.autoprobe })
    #expect(host.keeper.apply { false }.isComplete)
    #expect(host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
    #expect(host.tree.kernel.hostQueues.contains(KeptHost.queue(7)))
    #expect(host.keeper.look(leaving: []).steps.isEmpty)
  }

  @Test func `gives everything back, and each queue to its owner`() throws {
    let host = try KeptHost.held()
    host.scan(.removeAdapter(AdapterID(5)))
    host.scan(.back(5))
    host.scan(.back(7))
    let applied = host.keeper.release(isCancelled: { false }, progress: { _ in })
    #expect(applied.isComplete && applied.steps.first?.object == KeptHost.autoprobe, "\(applied)")
    #expect(host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5)])
    #expect(host.tree.kernel.hostQueues == [KeptHost.queue(6), KeptHost.queue(7)])
  }

  /// What one card refuses is told, and keeps nobody else from a driver.
  @Test func `gives back all but a queue that takes no driver`() throws {
    let host = try KeptHost.held()
    host.scan(.back(7))
    host.scan(.back(8))
    host.tree.rival("devices/ap/card07/07.0004/driver_override", "vfio_ap")
    host.tree.happen(.unload(.vfio))
    let applied = host.keeper.release(isCancelled: { false }, progress: { _ in })
    #expect(applied.isComplete, "\(applied)")
    #expect(host.tree.kernel.hostQueues == [KeptHost.queue(6), KeptHost.queue(8)])
    #expect(host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
  }

  /// Whoever stops it leaves its mark, by which the next one goes on.
  @Test(arguments: 2...4)
  func `stops before its next write, and what is left is not forgotten`(count: Int) throws {
    let host = try KeptHost.held()
    for adapter: UInt8 in 7...12 { host.scan(.back(adapter)) }
    let (tree, before) = (host.tree, host.tree.writes)
    let applied = host.keeper.release(
      isCancelled: { tree.writes >= before + count }, progress: { _ in })
    #expect(applied.steps.count == count && applied.steps.allSatisfy { $0.outcome == .done })
    #expect(applied.interruption == "it was stopped before its next step", "\(applied)")
    #expect(host.marker.isSet && host.tree.kernel.hostQueues.count < 7)
    #expect(host.keeper.release(isCancelled: { false }, progress: { _ in }).isComplete)
    #expect(!host.marker.isSet && host.tree.kernel.hostQueues.count == 7)
  }
}
