import APModel
import Testing

@testable import Agent
@testable import FakeKernel

/// What becomes of an exposure while it lasts.
@Suite
struct `An exposure that lasts` {
  private static let mdev = "devices/vfio_ap/matrix/\(KeptHost.uuid)"

  private static func keeps(_ actions: [AgentAction]) -> Int {
    actions.count { if case .keep = $0 { true } else { false } }
  }

  /// An agent that observes, and a queue of its guest that is with the host.
  private static func exposed(running: Bool) throws -> (KeptHost, KeptAgent) {
    let declaration = """
      host: {ownership: driver-override}
      guests: {web01: {uuid: \(KeptHost.uuid), adapters: [5, 6], domains: 4}}
      """
    let host = try KeptHost(declaration)
    let agent = KeptAgent(host)
    agent.pass(1_000)
    agent.feed(try host.declare(declaration, mode: "observe"))
    if running { host.tree.happen(.guest(uuid: KeptHost.uuid, open: true)) }
    agent.pass(1_000)
    #expect(host.tree.rival("devices/ap/card06/06.0004/driver_override", "cex4queue"))
    #expect(host.tree.rival("bus/ap/drivers/vfio_ap/unbind", "06.0004"))
    #expect(host.tree.rival("bus/ap/drivers_probe", "06.0004"))
    agent.pass(60_000)
    #expect(agent.state.exposures.exposures.map(\.isPending) == [true])
    return (host, agent)
  }

  /// The kernel takes nothing from an mdev before its guest has let go of it.
  @Test func `stays the guest's while its mdev is only being removed`() throws {
    let (host, agent) = try Self.exposed(running: true)
    host.tree.leave(KeptHost.uuid)
    agent.pass(60_000)
    #expect(agent.state.look?.hidden == [KeptHost.uuid])
    #expect(agent.state.exposures.exposures.map(\.isPending) == [true])
    #expect(agent.lines(with: "no longer assigned to the guest").isEmpty)
    let mark = Acknowledgement(ledger: agent.state.exposures.name, numbers: [1])
    agent.feed(.acknowledged(mark))
    #expect(agent.state.exposures.exposures.count == 1)
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: false))
    agent.pass(60_000)
    #expect(host.tree.kernel.mdevs.isEmpty)
    #expect(agent.state.exposures.exposures.map(\.isPending) == [false])
    #expect(agent.lines(with: "no longer assigned to the guest").count == 1)
  }

  @Test func `is over when its driver has lost the queue, whatever its mdev does`() throws {
    let (host, agent) = try Self.exposed(running: true)
    host.tree.leave(KeptHost.uuid)
    agent.pass(60_000)
    #expect(host.tree.rival("bus/ap/drivers/cex4queue/unbind", "06.0004"))
    agent.pass(60_000)
    #expect(agent.state.exposures.exposures.map(\.lasts) == [false])
    #expect(agent.lines(with: "06.0004 no longer with cex4queue").count == 1)
  }
}
