import APModel
import Testing
import Uevents

@testable import Agent
@testable import FakeKernel

/// A guest's queue that a driver of the host had between two looks of the agent.
@Suite
struct `A queue that was exposed for a moment` {
  @Test func `is told, counted and to be acknowledged`() throws {
    let (host, agent) = try VisitedHost.started()
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: true))
    agent.pass(11_000)
    VisitedHost.visit(host)
    agent.pass(10_000)
    #expect(
      VisitedHost.alarms(agent) == [
        "guest web01: 06.0004 was exposed for a moment: bound to cex4queue although it is assigned to the"
          + " guest, which is running, and no longer when the agent looked; treat the guest's master keys in"
          + " domain 0004 of adapter 06 as exposed to programs of this host until then: change them (TKE or"
          + " HMC), or accept it; then run apmatrix acknowledge"
      ])
    let ledger = agent.state.exposures
    #expect(ledger.total == 1 && ledger.exposures.map(\.lasts) == [false])
    #expect(ledger.exposures.map(\.found.driver) == ["cex4queue"])
    #expect((1...5).contains(ledger.seconds(at: Instant(milliseconds: agent.now))))
    VisitedHost.visit(host)
    agent.pass(10_000)
    #expect(agent.state.exposures.exposures.map(\.times) == [2])
    #expect(VisitedHost.alarms(agent).count == 2)
  }

  /// Beside another agent it keeps no ledger that apmatrix acknowledge could find.
  @Test func `is told and counted where none is kept, and nobody is bid to acknowledge it`() throws
  {
    let (host, agent) = try VisitedHost.started(.unkept)
    agent.pass(11_000)
    for count in 1...2 {
      VisitedHost.visit(host)
      agent.pass(10_000)
      #expect(VisitedHost.alarms(agent).count == count)
      #expect(agent.state.exposures.total == count && agent.state.exposures.exposures.isEmpty)
    }
    #expect(
      VisitedHost.alarms(agent).allSatisfy {
        $0.hasSuffix("change them (TKE or HMC), or accept it")
      })
    #expect(!agent.state.status.line.contains("exposed"), "\(agent.state.status.line)")
  }

  /// udevd may be slow: the look that the first events led to has seen nothing.
  @Test func `is told also where its event comes after the next look, and once`() throws {
    let (host, agent) = try VisitedHost.started()
    VisitedHost.visit(host)
    let late = host.tree.events.filter { $0.action == .bind }
    host.tree.events.removeAll { $0.action == .bind }
    agent.pass(10_000)
    #expect(agent.state.exposures.total == 0)
    host.tree.events = late + late
    agent.pass(10_000)
    #expect(agent.state.exposures.total == 1 && VisitedHost.alarms(agent).count == 1)
  }
}
