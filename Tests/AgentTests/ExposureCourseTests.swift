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
    bind(host, to: "cex4queue", from: "vfio_ap")
    agent.pass(60_000)
    #expect(agent.state.exposures.exposures.map(\.isPending) == [true])
    return (host, agent)
  }

  private static func bind(_ host: KeptHost, to driver: String, from other: String) {
    #expect(host.tree.rival("devices/ap/card06/06.0004/driver_override", driver))
    #expect(host.tree.rival("bus/ap/drivers/\(other)/unbind", "06.0004"))
    #expect(host.tree.rival("bus/ap/drivers_probe", "06.0004"))
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

  private static func look(_ driver: String, running: Bool) -> Look {
    var look = Look()
    look.fingerprint = Fingerprint("\(driver) \(running)")
    look.exposed = [
      ExposedQueue(
        queue: APQN(AdapterID(5), DomainID(4)), uuid: "u1", guest: "web01", driver: driver,
        isRunning: running)
    ]
    return look
  }

  /// A kill would lose for good that the guest ran meanwhile.
  @Test func `is told and kept anew when its guest runs, and when another driver has the queue`() {
    var stage = Stage(Stage.policy(.observe))
    stage.run(until: 1_000)
    var lines: [[String]] = []
    for look in [
      Self.look("cex4queue", running: false), Self.look("cex4queue", running: false),
      Self.look("cex4queue", running: true), Self.look("cex4queue", running: false),
      Self.look("other", running: false),
    ] {
      let before = stage.done.count
      stage.look = look
      stage.event()
      stage.run(until: stage.now + 2_000)
      let actions = stage.done[before...].map(\.action)
      let critical = actions.compactMap { action -> String? in
        guard case .log(let line) = action, line.priority == .critical else { return nil }
        return line.text
      }
      #expect(Self.keeps(actions) == critical.count)
      lines.append(critical)
    }
    func text(_ word: String, _ driver: String, _ runs: String) -> String {
      "guest web01: 05.0004 is \(word): bound to \(driver) although it is assigned to the guest\(runs);"
        + " programs of this host can use its master keys there"
    }
    #expect(
      lines == [
        [text("exposed", "cex4queue", "")], [],
        [text("still exposed", "cex4queue", ", which is running")], [],
        [text("still exposed", "other", ", which is running")],
      ])
    #expect(stage.state.status.exposures.exposures.map(\.found.isRunning) == [true])
    #expect(stage.state.status.exposures.total == 1)
  }

  /// The kernel assigns only what vfio_ap has; between two looks it may have had the queue.
  @Test func `is told anew when the queue comes back to its guest`() throws {
    let (host, agent) = try Self.exposed(running: false)
    #expect(host.tree.rival("\(Self.mdev)/unassign_adapter", "6"))
    agent.pass(60_000)
    #expect(agent.state.exposures.exposures.map(\.isPending) == [false])
    Self.bind(host, to: "vfio_ap", from: "cex4queue")
    #expect(host.tree.rival("\(Self.mdev)/assign_adapter", "6"))
    Self.bind(host, to: "cex4queue", from: "vfio_ap")
    agent.pass(60_000)
    #expect(agent.state.exposures.exposures.map(\.isPending) == [true])
    #expect(agent.lines(with: "06.0004 is still exposed: bound to cex4queue").count == 1)
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
