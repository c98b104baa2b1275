import APModel
import Reconcile
import Testing

@testable import Agent
@testable import FakeKernel

/// What is taken without anybody being asked is told as loudly as a loss.
@Suite
struct `An agent whose policy allows disruption` {
  private static let queue = APQN(AdapterID(5), DomainID(4))

  private static func host() throws -> KeptHost {
    let guests = "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}"
    let host = try KeptHost(guests, policy: "disruption: allow")
    (host.tree.used, host.tree.requests) = ([queue], 1)
    return host
  }

  @Test func `warns once of what it takes from the host`() throws {
    let host = try Self.host()
    let agent = KeptAgent(host)
    agent.pass(60_000)
    #expect(host.tree.kernel.vfioQueues == [Self.queue])
    let lines = agent.lines(with: "disruption: allow").map(\.line)
    #expect(lines.map(\.priority) == [.warning])
    #expect(lines.allSatisfy { $0.text.hasPrefix("host: the host uses 05.0004 (") }, "\(lines)")
    // Once is once each time.
    (host.tree.used, host.tree.requests) = ([], 0)
    host.tree.rival("devices/vfio_ap/matrix/\(KeptHost.uuid)/remove", "1")
    host.tree.rival("bus/ap/apmask", AdapterSet.all.hexadecimal)
    (host.tree.used, host.tree.requests) = ([Self.queue], 7)
    agent.pass(60_000)
    #expect(host.tree.kernel.vfioQueues == [Self.queue])
    #expect(agent.lines(with: "disruption: allow").count == 2)
  }

  @Test func `warns of nothing where it takes nothing that is in use`() throws {
    let host = try Self.host()
    host.tree.used = []
    let agent = KeptAgent(host)
    agent.pass(60_000)
    #expect(host.tree.kernel.vfioQueues == [Self.queue])
    #expect(agent.lines(with: "disruption: allow").isEmpty)
  }
}
