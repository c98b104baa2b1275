import APModel
import Reconcile
import SystemPackage
import TestSupport
import Testing

@testable import Agent
@testable import FakeKernel

/// A queue that a driver of the host has although it is assigned to a guest.
@Suite
struct `An exposed queue` {
  private static let queue = APQN(AdapterID(5), DomainID(4))

  private static let advice =
    "treat the guest's master keys in domain 0004 of adapter 05 as exposed to programs of this host until"
    + " then: change them (TKE or HMC), or accept it; then run apmatrix acknowledge"

  private static func text(_ newQueues: String) -> String {
    """
    host: {ownership: driver-override, new-queues: \(newQueues)}
    guests: {web01: {uuid: \(KeptHost.uuid), adapters: [5, 6], domains: 4}}
    """
  }

  /// A host that leaves new queues to the kernel, and whose adapter has left and come back.
  private static func returned(_ newQueues: String = "probe") throws -> (KeptHost, KeptAgent) {
    let host = try KeptHost(text(newQueues))
    let agent = KeptAgent(host)
    agent.pass(1_000)
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: true))
    comeBack(host, agent)
    return (host, agent)
  }

  private static func comeBack(_ host: KeptHost, _ agent: KeptAgent) {
    host.tree.happen(.hardware(.removeAdapter(AdapterID(5))))
    host.tree.happen(.scan)
    agent.pass(1_000)
    host.tree.happen(.hardware(.addAdapter(AdapterID(5), type: 13, mode: .cca)))
    host.tree.happen(.scan)
    agent.pass(1_000)
    #expect(host.tree.kernel.vfioQueues.count == 2)
  }

  @Test func `is told with what to do about the keys, and is counted`() throws {
    let (_, agent) = try Self.returned()
    let lines = agent.lines.map(\.line).filter { $0.priority == .critical }
    #expect(
      lines.map(\.text) == [
        "guest web01: 05.0004 is exposed: bound to cex4queue although it is assigned to the guest,"
          + " which is running; programs of this host can use its master keys there",
        "guest web01: 05.0004 no longer with cex4queue, 1 s after the agent first saw it there; "
          + Self.advice,
      ])
    let status = agent.state.status
    #expect(status.exposures.total == 1)
    #expect(status.exposures.exposures.map(\.found.queue) == [Self.queue])
    #expect(status.exposures.exposures.map(\.lasts) == [false])
    #expect(status.line.hasSuffix("; 1 exposed queue to acknowledge"), "\(status.line)")
    let metrics = status.metrics(WallClock(offset: 0))
    for sample in ["exposures_total 1", "exposures_unacknowledged 1"] {
      #expect(metrics.contains("\napmatrix_\(sample)\n"), "\(metrics)")
    }
  }

  @Test func `never is one where new queues are held`() throws {
    let (_, agent) = try Self.returned("hold")
    #expect(agent.state.status.exposures.total == 0)
    #expect(agent.lines.allSatisfy { $0.line.priority.rawValue > LogLine.Priority.error.rawValue })
    // What the agent binds in the same moment is no danger to tell of.
    #expect(agent.lines(with: "crashes the kernel").isEmpty)
  }

  @Test func `is forgotten when it is acknowledged, and told anew when it comes again`() throws {
    let (host, agent) = try Self.returned()
    Self.comeBack(host, agent)
    var ledger = agent.state.status.exposures
    #expect(ledger.total == 2 && ledger.exposures.map(\.times) == [2])
    agent.feed(.acknowledged(Acknowledgement(ledger: "another", numbers: [2])))
    agent.feed(.acknowledged(Acknowledgement(ledger: ledger.name, numbers: [1])))
    #expect(agent.state.status.exposures == ledger)
    agent.feed(.acknowledged(Acknowledgement(ledger: ledger.name, numbers: [2])))
    ledger = agent.state.status.exposures
    #expect(ledger.exposures.isEmpty && ledger.total == 2)
    #expect(agent.lines(with: "the exposure of 1 queue is acknowledged").count == 1)
    Self.comeBack(host, agent)
    #expect(agent.state.status.exposures.exposures.map(\.number) == [3])
  }

  /// Only a queue that vfio_ap has tells that its guest runs.
  @Test func `is told as of a guest that runs although it was its only queue`() throws {
    let host = try KeptHost("guests: {}")
    _ = try host.declare("guests: {}", mode: "observe")
    let agent = KeptAgent(host, mode: .observe)
    host.giveAway(to: KeptHost.uuid)
    host.tree.happen(.guest(uuid: KeptHost.uuid, open: true))
    agent.pass(10_000)
    host.tree.rival("devices/ap/card06/06.0004/driver_override", "cex4queue")
    host.tree.rival("bus/ap/drivers/vfio_ap/unbind", "06.0004")
    host.tree.rival("bus/ap/drivers_probe", "06.0004")
    agent.pass(60_000)
    #expect(agent.state.exposures.exposures.map(\.found.isRunning) == [true])
    #expect(agent.lines(with: "is exposed: ").first?.line.text.contains("which is running") == true)
  }

  /// Its keys are where they were.
  @Test func `lasts while the host's driver has it, also when its guest is gone`() throws {
    let host = try KeptHost("guests: {}")
    // One that may write takes it back.
    _ = try host.declare("guests: {}", mode: "observe")
    let agent = KeptAgent(host, mode: .observe)
    agent.pass(1_000)
    host.giveAway(to: KeptHost.uuid)
    let driver = "devices/ap/card06/06.0004/driver_override"
    host.tree.rival(driver, "cex4queue")
    host.tree.rival("bus/ap/drivers/vfio_ap/unbind", "06.0004")
    host.tree.rival("bus/ap/drivers_probe", "06.0004")
    agent.pass(60_000)
    #expect(agent.state.exposures.exposures.map(\.isPending) == [true])
    host.tree.rival("devices/vfio_ap/matrix/\(KeptHost.uuid)/remove", "1")
    agent.pass(60_000)
    #expect(agent.state.exposures.exposures.map(\.lasts) == [true])
    #expect(agent.state.exposures.exposures.map(\.isPending) == [false])
    let left =
      "guest \(KeptHost.uuid): 06.0004 is no longer assigned to the guest, and still with cex4queue; "
    #expect(agent.lines(with: left).count == 1, "\(agent.lines)")
    #expect(agent.lines(with: "no longer with cex4queue").isEmpty)
    host.tree.rival("bus/ap/drivers/cex4queue/unbind", "06.0004")
    agent.pass(60_000)
    #expect(agent.state.exposures.exposures.map(\.lasts) == [false])
    #expect(agent.lines(with: "06.0004 no longer with cex4queue").count == 1)
  }

  @Test func `outlives the agent in its file, from which the next one goes on`() throws {
    let (_, agent) = try Self.returned()
    let scratch = try ScratchDirectory()
    let store = ExposureStore(scratch.path)
    let clock = WallClock(offset: 1_893_456_000_000)
    #expect(store.ledger(clock) == nil && !store.hasLedger && store.acknowledgement == nil)
    var ledger = ExposureLedger(name: "2030-01-01T00:00:00Z")
    var look = Look()
    look.exposed = agent.state.exposures.exposures.map(\.found)
    _ = ledger.see(look, at: Instant(milliseconds: 5_000))
    try store.keep(ledger, clock)
    #expect(store.ledger(clock) == ledger)
    let mark = Acknowledgement(ledger: ledger.name, numbers: [1, 3])
    try store.acknowledge(mark)
    #expect(store.acknowledgement == mark)
    try TextFile.write("{}", to: store.ledgerPath)
    #expect(store.ledger(clock) == nil && store.hasLedger)
  }

  /// Before 6.19 the kernel keeps host drivers from what is assigned, and nothing is new there.
  @Test func `is no matter of a kernel without overrides`() throws {
    let host = try KeptHost(
      "guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}", kernel: .linux6_12)
    let agent = KeptAgent(host)
    agent.pass(1_000)
    #expect(agent.state.status.exposures.total == 0)
  }
}
