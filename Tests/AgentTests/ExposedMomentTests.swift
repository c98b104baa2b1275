import APModel
import Testing
import Uevents

@testable import Agent
@testable import FakeKernel

/// A guest's queue that a driver of the host had between two looks of the agent.
@Suite
struct `A queue that was exposed for a moment` {
  private static let queue = "06.0004"
  private static let device = "devices/ap/card06/06.0004/driver_override"
  private static let mdev = "devices/vfio_ap/matrix/\(KeptHost.uuid)"

  private static func text(_ adapters: String = "[5, 6]") -> String {
    """
    host: {ownership: driver-override}
    guests: {web01: {uuid: \(KeptHost.uuid), adapters: \(adapters), domains: 4}}
    """
  }

  private static func started(
    _ exposures: ExposureLedger = ExposureLedger(name: "")
  ) throws -> (KeptHost, KeptAgent) {
    let host = try KeptHost(text())
    let agent = KeptAgent(host, exposures: exposures)
    agent.pass(1_000)
    #expect(host.tree.kernel.vfioQueues.count == 2)
    return (host, agent)
  }

  private static func bind(_ host: KeptHost, to driver: String, from other: String) {
    #expect(host.tree.rival(device, driver))
    #expect(host.tree.rival("bus/ap/drivers/\(other)/unbind", queue))
    #expect(host.tree.rival("bus/ap/drivers_probe", queue))
  }

  /// Somebody else gives the guest's queue to the host and takes it back, before anybody looks.
  private static func visit(_ host: KeptHost, meanwhile act: () -> Void = {}) {
    bind(host, to: "cex4queue", from: "vfio_ap")
    #expect(host.tree.kernel.hostQueues.count == 1)
    act()
    bind(host, to: "vfio_ap", from: "cex4queue")
  }

  private static func assign(_ host: KeptHost) {
    #expect(
      host.tree.rival(
        "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create", KeptHost.uuid))
    for adapter in ["5", "6"] { #expect(host.tree.rival("\(mdev)/assign_adapter", adapter)) }
    #expect(host.tree.rival("\(mdev)/assign_domain", "4"))
  }

  private static func alarms(_ agent: KeptAgent) -> [String] {
    agent.lines.map(\.line).filter { $0.priority == .critical }.map(\.text)
  }

  @Test func `is told, counted and to be acknowledged`() throws {
    let (host, agent) = try Self.started()
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: true))
    agent.pass(11_000)
    Self.visit(host)
    agent.pass(10_000)
    #expect(
      Self.alarms(agent) == [
        "guest web01: 06.0004 was exposed for a moment: bound to cex4queue although it is assigned to the"
          + " guest, which is running, and no longer when the agent looked; treat the guest's master keys in"
          + " domain 0004 of adapter 06 as exposed to programs of this host until then: change them (TKE or"
          + " HMC), or accept it; then run apmatrix acknowledge"
      ])
    let ledger = agent.state.exposures
    #expect(ledger.total == 1 && ledger.exposures.map(\.lasts) == [false])
    #expect(ledger.exposures.map(\.found.driver) == ["cex4queue"])
    #expect((1...5).contains(ledger.seconds(at: Instant(milliseconds: agent.now))))
    Self.visit(host)
    agent.pass(10_000)
    #expect(agent.state.exposures.exposures.map(\.times) == [2])
    #expect(Self.alarms(agent).count == 2)
  }

  /// Beside another agent it keeps no ledger that apmatrix acknowledge could find.
  @Test func `is told and counted where none is kept, and nobody is bid to acknowledge it`() throws
  {
    let (host, agent) = try Self.started(.unkept)
    agent.pass(11_000)
    for count in 1...2 {
      Self.visit(host)
      agent.pass(10_000)
      #expect(Self.alarms(agent).count == count)
      #expect(agent.state.exposures.total == count && agent.state.exposures.exposures.isEmpty)
    }
    #expect(
      Self.alarms(agent).allSatisfy { $0.hasSuffix("change them (TKE or HMC), or accept it") })
    #expect(!agent.state.status.line.contains("exposed"), "\(agent.state.status.line)")
  }

  /// udevd may be slow: the look that the first events led to has seen nothing.
  @Test func `is told also where its event comes after the next look, and once`() throws {
    let (host, agent) = try Self.started()
    Self.visit(host)
    let late = host.tree.events.filter { $0.action == .bind }
    host.tree.events.removeAll { $0.action == .bind }
    agent.pass(10_000)
    #expect(agent.state.exposures.total == 0)
    host.tree.events = late + late
    agent.pass(10_000)
    #expect(agent.state.exposures.total == 1 && Self.alarms(agent).count == 1)
  }

  @Test func `is none by what happened before the agent looked first`() throws {
    let (host, _) = try Self.started()
    Self.visit(host)
    let old = host.tree.events
    #expect(old.contains { $0.properties["DRIVER"] == "cex4queue" && $0.action == .bind })
    host.tree.events = []
    let next = KeptAgent(host)
    next.pass(1_000)
    host.tree.events = old
    next.pass(10_000)
    #expect(next.state.exposures.total == 0 && Self.alarms(next).isEmpty)
  }

  @Test func `is none by what looks have shown`() throws {
    let (host, agent) = try Self.started()
    Self.bind(host, to: "cex4queue", from: "vfio_ap")
    let late = host.tree.events
    agent.pass(10_000)
    #expect(host.tree.kernel.hostQueues.isEmpty && Self.alarms(agent).count == 2)
    host.tree.events = late
    agent.pass(10_000)
    #expect(agent.state.exposures.exposures.map(\.times) == [1])
    #expect(Self.alarms(agent).count == 2)
  }

  @Test func `is none where the agent gives back what is no longer the guest's`() throws {
    let (host, agent) = try Self.started()
    agent.feed(try host.declare(Self.text("5")))
    agent.pass(20_000)
    #expect(host.tree.kernel.hostQueues.map(\.description) == [Self.queue])
    #expect(host.tree.kernel.vfioQueues.count == 1)
    #expect(agent.state.exposures.total == 0 && Self.alarms(agent).isEmpty)
    agent.feed(try host.declare(Self.text()))
    agent.pass(20_000)
    #expect(host.tree.kernel.vfioQueues.count == 2)
    #expect(agent.state.exposures.total == 0)
  }

  /// The kernel gives the host none of them; who goes from masks to overrides gives it all for a moment, and was
  /// asked.
  @Test func `is none where masks keep the host from it`() throws {
    let host = try KeptHost("guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}")
    _ = host.keeper.look(leaving: [])
    #expect(host.keeper.apply { false }.isComplete)
    #expect(host.tree.kernel.vfioQueues.count == 1)
    #expect(host.keeper.look(leaving: []).assigned.isEmpty)
    let (other, _) = try Self.started()
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

  @Test func `is none where its guest has ended first`() throws {
    let (host, agent) = try Self.started()
    #expect(host.tree.rival("\(Self.mdev)/remove", "1"))
    Self.visit(host)
    Self.assign(host)
    agent.pass(10_000)
    #expect(agent.state.exposures.total == 0 && Self.alarms(agent).isEmpty)
  }

  /// Who ends a guest may have taken its queue before, of which no event tells.
  @Test func `is none where its guest has ended since`() throws {
    let (host, agent) = try Self.started()
    Self.visit(host) { #expect(host.tree.rival("\(Self.mdev)/remove", "1")) }
    agent.pass(10_000)
    #expect(agent.state.exposures.total == 0 && Self.alarms(agent).isEmpty)
  }

  /// Without the event of a guest's end it seems to have had its queue all the time.
  @Test func `is none where events were lost meanwhile`() throws {
    let (host, agent) = try Self.started()
    #expect(host.tree.rival("\(Self.mdev)/remove", "1"))
    host.tree.events = []
    agent.feed(.events([], overruns: 1, isDrained: true))
    Self.visit(host)
    Self.assign(host)
    agent.pass(10_000)
    #expect(agent.state.exposures.total == 0 && Self.alarms(agent).isEmpty)
  }

  /// Nothing tells what came first.
  @Test func `is none where it was taken from the guest before the agent looked`() throws {
    let (host, agent) = try Self.started()
    agent.feed(try host.declare(Self.text("5"), mode: "observe"))
    agent.pass(1_000)
    #expect(host.tree.rival("\(Self.mdev)/unassign_adapter", "6"))
    Self.bind(host, to: "cex4queue", from: "vfio_ap")
    agent.pass(10_000)
    #expect(agent.state.exposures.total == 0 && Self.alarms(agent).isEmpty)
  }
}
