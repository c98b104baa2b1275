import APModel
import Testing
import Uevents

@testable import Agent
@testable import FakeKernel

/// A queue that a driver of the host had between two looks, where nothing tells that it was a guest's then.
@Suite
struct `A queue that the host had for a moment` {
  @Test func `is no exposure by what happened before the agent looked first`() throws {
    let (host, _) = try VisitedHost.started()
    VisitedHost.visit(host)
    let old = host.tree.events
    #expect(old.contains { $0.properties["DRIVER"] == "cex4queue" && $0.action == .bind })
    host.tree.events = []
    let next = KeptAgent(host)
    next.pass(1_000)
    host.tree.events = old
    next.pass(10_000)
    #expect(next.state.exposures.total == 0 && VisitedHost.alarms(next).isEmpty)
  }

  @Test func `is no exposure by what looks have shown`() throws {
    let (host, agent) = try VisitedHost.started()
    VisitedHost.bind(host, to: "cex4queue", from: "vfio_ap")
    let late = host.tree.events
    agent.pass(10_000)
    #expect(host.tree.kernel.hostQueues.isEmpty && VisitedHost.alarms(agent).count == 2)
    host.tree.events = late
    agent.pass(10_000)
    #expect(agent.state.exposures.exposures.map(\.times) == [1])
    #expect(VisitedHost.alarms(agent).count == 2)
  }

  @Test func `is no exposure where the agent gives back what is no longer the guest's`() throws {
    let (host, agent) = try VisitedHost.started()
    agent.feed(try host.declare(VisitedHost.text("5")))
    agent.pass(20_000)
    #expect(host.tree.kernel.hostQueues.map(\.description) == [VisitedHost.queue])
    #expect(host.tree.kernel.vfioQueues.count == 1)
    #expect(agent.state.exposures.total == 0 && VisitedHost.alarms(agent).isEmpty)
    agent.feed(try host.declare(VisitedHost.text()))
    agent.pass(20_000)
    #expect(host.tree.kernel.vfioQueues.count == 2)
    #expect(agent.state.exposures.total == 0)
  }

  /// The kernel gives the host none of them; who goes from masks to overrides gives it all for a moment, and was
  /// asked.
  @Test func `is no exposure where masks keep the host from it`() throws {
    let host = try KeptHost("guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}")
    _ = host.keeper.look(leaving: [])
    #expect(host.keeper.apply { false }.isComplete)
    #expect(host.tree.kernel.vfioQueues.count == 1)
    #expect(host.keeper.look(leaving: []).assigned.isEmpty)
    let (other, _) = try VisitedHost.started()
    #expect(other.keeper.look(leaving: []).assigned.count == 1)
  }

  /// What a look has shown may have been assigned while it went on.
  @Test func `is its guest's for certain once a look has ended that shows it`() {
    let queue = APQN(AdapterID(6), DomainID(4))
    let matrix = Matrix(adapters: [queue.adapter], domains: [queue.domain])
    var tenure = Tenure()
    tenure.see(matrix, (began: 100, ended: 110), nil)
    #expect(tenure.since(queue, before: 105) == nil && tenure.since(queue, before: 111) == 100)
    var ended = tenure
    tenure.see(matrix, (began: 120, ended: 130), nil)
    #expect(tenure.since(queue, before: 125) == 100)
    // An end behind the beginning may have been behind what was shown.
    ended.end(101)
    ended.see(matrix, (began: 120, ended: 130), nil)
    tenure = ended
    #expect(tenure.since(queue, before: 125) == nil && tenure.since(queue, before: 131) == 120)
  }

  @Test func `is no exposure where its guest has ended first`() throws {
    let (host, agent) = try VisitedHost.started()
    #expect(host.tree.rival("\(VisitedHost.mdev)/remove", "1"))
    VisitedHost.visit(host)
    VisitedHost.assign(host)
    agent.pass(10_000)
    #expect(agent.state.exposures.total == 0 && VisitedHost.alarms(agent).isEmpty)
  }

  /// Who ends a guest may have taken its queue before, of which no event tells.
  @Test func `is no exposure where its guest has ended since`() throws {
    let (host, agent) = try VisitedHost.started()
    VisitedHost.visit(host) { #expect(host.tree.rival("\(VisitedHost.mdev)/remove", "1")) }
    agent.pass(10_000)
    #expect(agent.state.exposures.total == 0 && VisitedHost.alarms(agent).isEmpty)
  }

  /// Without the event of a guest's end it seems to have had its queue all the time.
  @Test func `is no exposure where events were lost meanwhile`() throws {
    let (host, agent) = try VisitedHost.started()
    #expect(host.tree.rival("\(VisitedHost.mdev)/remove", "1"))
    host.tree.events = []
    agent.feed(.events([], overruns: 1, isDrained: true))
    VisitedHost.visit(host)
    VisitedHost.assign(host)
    agent.pass(10_000)
    #expect(agent.state.exposures.total == 0 && VisitedHost.alarms(agent).isEmpty)
  }

  /// Nothing tells what came first.
  @Test func `is no exposure where it was taken from the guest before the agent looked`() throws {
    let (host, agent) = try VisitedHost.started()
    agent.feed(try host.declare(VisitedHost.text("5"), mode: "observe"))
    agent.pass(1_000)
    #expect(host.tree.rival("\(VisitedHost.mdev)/unassign_adapter", "6"))
    VisitedHost.bind(host, to: "cex4queue", from: "vfio_ap")
    agent.pass(10_000)
    #expect(agent.state.exposures.total == 0 && VisitedHost.alarms(agent).isEmpty)
  }
}
