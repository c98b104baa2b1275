import APModel
import Reconcile
import Sysfs
import TestSupport
import Testing

@testable import Agent
@testable import FakeKernel

/// An agent from its start to its end on a host whose new queues it holds.
@Suite
struct `An agent that holds new queues` {
  private static func arrive(_ host: KeptHost, _ adapters: UInt8...) {
    for adapter in adapters { host.tree.happen(.hardware(.back(adapter))) }
    host.tree.happen(.scan)
  }

  private static func started() throws -> (KeptHost, KeptAgent) {
    let host = try KeptHost(KeptHost.holding())
    let agent = KeptAgent(host)
    agent.pass(100)
    #expect(!host.tree.kernel.bus.probesAutomatically)
    #expect(agent.state.status.condition == .asDeclared)
    return (host, agent)
  }

  @Test func `gives what appears to its owner in the moment that it hears of it`() throws {
    let (host, agent) = try Self.started()
    host.scan(.removeAdapter(AdapterID(5)))
    agent.pass(1_000)
    Self.arrive(host, 5, 7)
    agent.pass(0)
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5)])
    #expect(host.tree.kernel.hostQueues == [KeptHost.queue(6), KeptHost.queue(7)])
  }

  /// A kernel that has had no queue yet shows by its count of complete bindings what its queues will have.
  @Test func `holds also where there is no queue yet`() throws {
    let host = try KeptHost(KeptHost.holding(), adapters: [])
    let agent = KeptAgent(host)
    agent.pass(100)
    #expect(!host.tree.kernel.bus.probesAutomatically)
    Self.arrive(host, 5, 7)
    agent.pass(1_000)
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5)])
    #expect(host.tree.kernel.hostQueues == [KeptHost.queue(7)])
    #expect(agent.state.status.exposures.total == 0)
  }

  /// Events may tell of a scan that still goes on: what comes a little later waits a little.
  @Test func `does not let what appears a moment later wait for the usual time`() throws {
    let (host, agent) = try Self.started()
    Self.arrive(host, 7)
    agent.pass(1)
    Self.arrive(host, 8)
    agent.pass(AgentPolicy(mode: .enforce).heldQuiet)
    #expect(host.tree.kernel.hostQueues.contains(KeptHost.queue(8)))
  }

  @Test func `gives it back when it is to end, and ends then`() throws {
    let (host, agent) = try Self.started()
    Self.arrive(host, 7)
    agent.feed(.terminate)
    #expect(agent.exit == 0)
    #expect(host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
    #expect(host.tree.kernel.hostQueues.contains(KeptHost.queue(7)))
    #expect(agent.lines(with: "echo '1' > bus/ap/drivers_autoprobe: done").count == 1)
    #expect(agent.lines.allSatisfy { $0.line.priority != .error })
  }

  @Test func `gives it back when it is to observe only, and holds again when it may`() throws {
    let (host, agent) = try Self.started()
    Self.arrive(host, 7)
    agent.feed(try host.declare(KeptHost.holding(), mode: "observe"))
    agent.pass(100)
    #expect(host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
    #expect(host.tree.kernel.hostQueues.contains(KeptHost.queue(7)))
    agent.feed(try host.declare(KeptHost.holding()))
    agent.pass(100)
    #expect(!host.tree.kernel.bus.probesAutomatically && host.marker.isSet)
  }

  @Test func `tries again later what it could not give back, and says so once`() throws {
    let (host, agent) = try Self.started()
    Self.arrive(host, 7)
    host.tree.readOnly = ["bus/ap/drivers_autoprobe"]
    agent.feed(try host.declare(KeptHost.holding(), mode: "observe"))
    agent.pass(60_000)
    #expect(!host.tree.kernel.bus.probesAutomatically && !agent.state.status.isHeld)
    #expect(agent.lines(with: "new queues: not all given back to the kernel").count == 1)
    host.tree.readOnly = []
    agent.pass(300_000)
    #expect(host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
    #expect(host.tree.kernel.hostQueues.contains(KeptHost.queue(7)))
  }

  /// Whoever comes next only finds nothing to give back.
  @Test func `looks for what it holds ever less often where the mark of it can't be removed`()
    throws
  {
    let (host, agent) = try Self.started()
    let mark = host.marker.path
    ScratchDirectory.remove(mark)
    try TextFile.makeDirectories(mark)
    agent.feed(try host.declare(KeptHost.holding(), mode: "observe"))
    agent.pass(600_000)
    #expect(host.tree.kernel.bus.probesAutomatically && host.marker.isSet)
    #expect(agent.releases > 1 && agent.releases < 20, "\(agent.releases)")
  }

  @Test func `gives nothing back that it is to hold again before it could`() throws {
    let (host, agent) = try Self.started()
    host.tree.readOnly = ["bus/ap/drivers_autoprobe"]
    agent.feed(try host.declare(KeptHost.holding(), mode: "observe"))
    agent.pass(1_000)
    host.tree.readOnly = []
    agent.feed(try host.declare(KeptHost.holding()))
    var probed = false
    host.tree.observer = { _, kernel, _ in probed = probed || kernel.bus.probesAutomatically }
    agent.pass(300_000)
    #expect(!probed && agent.state.status.isHeld && host.marker.isSet)
  }

  @Test func `gives back what a killed one has held where it is to observe only`() throws {
    let (host, _) = try Self.started()
    Self.arrive(host, 7)
    _ = try host.declare(KeptHost.holding(), mode: "observe")
    let next = KeptAgent(host, mode: .observe)
    next.pass(100)
    #expect(host.tree.kernel.bus.probesAutomatically && !host.marker.isSet)
    #expect(host.tree.kernel.hostQueues.contains(KeptHost.queue(7)))
  }

  /// A new process knows of the old one by its marker only.
  @Test func `takes over what a killed one has held`() throws {
    let (host, _) = try Self.started()
    host.scan(.removeAdapter(AdapterID(5)))
    Self.arrive(host, 5, 7)
    let next = KeptAgent(host)
    next.pass(100)
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5)])
    #expect(host.tree.kernel.hostQueues.contains(KeptHost.queue(7)))
    next.feed(.terminate)
    #expect(host.tree.kernel.bus.probesAutomatically && next.exit == 0)
  }

  @Test func `gives a guest that is left alone what returns`() throws {
    let (host, agent) = try Self.started()
    for _ in 0..<8 {
      host.tree.rival("bus/ap/drivers/vfio_ap/unbind", "05.0004")
      agent.pass(6_000)
    }
    #expect(agent.state.status.contested == ["guest web01"])
    #expect(host.tree.kernel.vfioQueues.isEmpty)
    host.scan(.removeAdapter(AdapterID(5)))
    agent.pass(6_000)
    Self.arrive(host, 5)
    agent.pass(6_000)
    #expect(host.tree.kernel.vfioQueues == [KeptHost.queue(5)])
    #expect(agent.state.status.contested.isEmpty)
  }

  @Test func `leaves it to others after a tug-of-war, and says so once`() throws {
    let (host, agent) = try Self.started()
    for _ in 0..<8 {
      host.tree.rival("bus/ap/drivers_autoprobe", "1")
      agent.pass(6_000)
    }
    #expect(host.tree.kernel.bus.probesAutomatically)
    #expect(agent.state.status.contested == ["drivers_autoprobe"])
    #expect(agent.lines(with: "drivers_autoprobe: changed back").count == 1)
  }

  /// SIGTERM before the first look has ended: only that tells what an agent that was killed has left.
  @Test func `is given back by an agent that ends before its first look does`() {
    var look = Look()
    (look.isHeld, look.mayHold) = (true, true)
    var stage = Stage(Stage.policy(.enforce), look: look)
    stage.jobTime = 300
    stage.run(until: 100)
    #expect(stage.starts(.release).isEmpty)
    stage.send(.terminate)
    stage.run(until: 5_000)
    #expect(stage.starts(.release).count == 1)
  }
}
