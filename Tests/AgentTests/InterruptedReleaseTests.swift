import APModel
import Reconcile
import Sysfs
import TestSupport
import Testing

@testable import Agent
@testable import FakeKernel

/// A hold that ends while another tool takes the lock between two steps.
@Suite
struct `The end of a hold that is interrupted` {
  private static func declaration(_ more: String = "") -> String {
    """
    host: {ownership: driver-override\(more)}
    guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}
    """
  }

  private static let new = APQN(AdapterID(7), DomainID(4))

  /// An agent that holds a new adapter's queue, and another tool that takes the lock once the kernel binds
  /// again.
  private static func held() throws -> (KeptHost, KeptAgent) {
    let host = try KeptHost(declaration())
    let agent = KeptAgent(host)
    agent.pass(100)
    #expect(!host.tree.kernel.bus.probesAutomatically && host.marker.isSet)
    host.tree.happen(.hardware(.addAdapter(AdapterID(7), type: 13, mode: .cca)))
    host.tree.happen(.scan)
    agent.afterStep = { step in
      guard step.operation == .autoprobe(true) else { return }
      try? host.takeLock()
    }
    return (host, agent)
  }

  private static func isLeft(_ host: KeptHost) -> Bool {
    host.tree.kernel.bus.probesAutomatically && host.marker.isSet
      && !host.tree.kernel.hostQueues.contains(new)
  }

  private static func isGivenBack(_ host: KeptHost) -> Bool {
    host.tree.kernel.bus.probesAutomatically && !host.marker.isSet
      && host.tree.kernel.hostQueues.contains(new)
  }

  @Test func `is tried again until the agent has to end`() throws {
    let (host, agent) = try Self.held()
    agent.feed(.terminate)
    #expect(agent.exit == nil && Self.isLeft(host))
    agent.pass(7_000)
    #expect(agent.exit == nil && Self.isLeft(host))
    host.giveLockBack()
    agent.pass(900)
    #expect(agent.exit == 0 && Self.isGivenBack(host))
    #expect(agent.lines(with: "new queues: not all given back").count == 1)
  }

  @Test func `is left to whoever comes next where the lock is not given back in time`() throws {
    let (host, agent) = try Self.held()
    agent.feed(.terminate)
    agent.pass(7_999)
    #expect(agent.exit == nil && agent.releases > 10)
    agent.pass(1)
    #expect(agent.exit == 0 && Self.isLeft(host))
    #expect(agent.lines(with: "not all given back, and nobody binds them now").count == 1)
    // The kernel binds what comes from now on.
    #expect(!agent.state.status.isHeld)
    // What apmatrix release does, and decides by.
    let locked = HoldRelease(host.tree, lock: host.lock, nil).run()
    #expect(locked.isLocked && !HoldRelease.isOver(locked, host.tree))
    host.giveLockBack()
    let applied = HoldRelease(host.tree, lock: host.lock, nil).run()
    #expect(applied.isComplete && HoldRelease.isOver(applied, host.tree))
    #expect(host.tree.kernel.hostQueues.contains(Self.new))
  }

  @Test func `is tried again later by an agent that only observes from then on`() throws {
    let (host, agent) = try Self.held()
    agent.feed(try host.declare(Self.declaration(), mode: "observe"))
    agent.pass(20_000)
    #expect(Self.isLeft(host))
    host.giveLockBack()
    agent.pass(300_000)
    #expect(Self.isGivenBack(host) && agent.exit == nil)
  }

  @Test func `is gone on with when the observing agent ends before it has tried again`() throws {
    let (host, agent) = try Self.held()
    agent.feed(try host.declare(Self.declaration(), mode: "observe"))
    agent.pass(100)
    #expect(Self.isLeft(host))
    host.giveLockBack()
    agent.feed(.terminate)
    #expect(agent.exit == 0 && Self.isGivenBack(host))
  }

  /// The repair that ends a hold which is not declared any more is one like any other.
  @Test func `is finished by later repairs where new queues are no longer to be held`() throws {
    let (host, agent) = try Self.held()
    agent.feed(try host.declare(Self.declaration(", new-queues: probe")))
    agent.pass(500)
    #expect(Self.isLeft(host))
    host.giveLockBack()
    agent.pass(20_000)
    #expect(Self.isGivenBack(host))
  }

  @Test func `keeps its mark while the kernel still works on a write`() throws {
    let (host, _) = try Self.held()
    var environment = ExecutionEnvironment()
    environment.writeDeadline = 0.5
    host.tree.stalling = "bus/ap/drivers_probe"
    let applied = HoldRelease(host.tree, lock: nil, nil, environment: environment).run()
    #expect(applied.interruption == "the kernel still works on a write", "\(applied)")
    #expect(host.tree.kernel.bus.probesAutomatically && !HoldRelease.isOver(applied, host.tree))
  }
}
