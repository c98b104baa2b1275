import APModel
import TestSupport
import Testing

@testable import Agent
@testable import FakeKernel

/// A host of masks whose configuration is changed to overrides while the agent keeps it.
@Suite
struct `From masks to overrides under an agent` {
  private static func text(_ ownership: String) -> String {
    """
    host: {ownership: \(ownership)}
    guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}
    """
  }

  private static func started() throws -> (KeptHost, KeptAgent) {
    let host = try KeptHost(text("masks"))
    let agent = KeptAgent(host)
    agent.pass(100)
    #expect(agent.state.status.condition == .asDeclared)
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: true))
    agent.feed(try host.declare(text("driver-override")))
    agent.pass(10_000)
    return (host, agent)
  }

  /// That the guest were undeclared would send the administrator to a file that is right.
  @Test func `waits for a running guest to be stopped, and does not call it undeclared`() throws {
    let (host, agent) = try Self.started()
    #expect(host.tree.kernel.vfioQueues == [APQN(AdapterID(5), DomainID(4))])
    let look = try #require(agent.state.status.look)
    let said = look.problems.map { "\($0.sentence); \($0.remedy)" } + look.waits
    let words = "guest web01: a guest that may be running would lose all its queues for a while"
    #expect(said.contains { $0.hasPrefix(words) }, "\(said)")
    #expect(!said.contains { $0.contains("declare it") }, "\(said)")
  }
}
