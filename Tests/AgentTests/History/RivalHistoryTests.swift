import APModel
import History
import Reconcile
import Testing

@testable import Agent
@testable import FakeKernel

/// A rival takes the queues of three guests to the host, and the agent takes them back.
@Suite
struct `The history of a rival` {
  private static let uuids = (1...3).map { "0000000\($0)-0000-4000-8000-000000000000" }
  private static let declaration = """
    guests:
      web01: {uuid: \(uuids[0]), adapters: [5, 6], domains: [4]}
      web02: {uuid: \(uuids[1]), adapters: [5, 6], domains: [7, 9]}
      web03: {uuid: \(uuids[2]), adapters: [5, 6], domains: [12]}
    """

  /// The agent on a host as declared, after the rival and its repair.
  private static func fought(_ kernel: KernelCapabilities) throws -> (KeptHost, KeptAgent) {
    let host = try KeptHost(declaration, domains: [4, 7, 9, 12], kernel: kernel)
    let agent = KeptAgent(host)
    agent.pass(1_000)
    #expect(host.tree.kernel.mdevs.map(\.matrix.queueCount) == [2, 4, 2])
    for uuid in uuids { host.tree.rival("devices/vfio_ap/matrix/\(uuid)/remove", "1") }
    host.tree.rival("bus/ap/apmask", AdapterSet.all.hexadecimal)
    #expect(host.tree.kernel.hostQueues.count == 8)
    agent.pass(10_000)
    #expect(host.tree.kernel.mdevs.map(\.matrix.queueCount) == [2, 4, 2])
    return (host, agent)
  }

  private static func entries(
    _ agent: KeptAgent, from before: (Holder) -> Bool, to after: (Holder) -> Bool
  ) -> [HistoryEntry] {
    agent.entries.filter { entry in
      guard entry.kind == .queues, entry.until.map({ $0.wall >= 1_000 }) ?? false,
        let old = entry.before.flatMap({ Holder(text: $0) }),
        let new = entry.after.flatMap({ Holder(text: $0) })
      else { return false }
      return before(old) && after(new)
    }
  }

  @Test(arguments: [KernelCapabilities.linux6_12, .linux7_1])
  func `has all eight queues with a host driver, and away from it again`(
    _ kernel: KernelCapabilities
  ) throws {
    let (_, agent) = try Self.fought(kernel)
    let came = Self.entries(agent, from: { !$0.isHost }, to: \.isHost)
    #expect(came.flatMap(\.queues.queues).count == 8)
    #expect(came.allSatisfy { $0.cause == .other && $0.sign == .event })
    let left = Self.entries(agent, from: \.isHost, to: { !$0.isHost })
    #expect(left.flatMap(\.queues.queues).count == 8)
    #expect(
      left.allSatisfy { $0.cause == .apmatrix && $0.step?.hasPrefix("bus/ap/apmask = -") == true })
    let lost = Self.entries(agent, from: { $0.uuid != nil }, to: { $0 == .unassigned })
    #expect(lost.flatMap(\.queues.queues).count == 8)
    #expect(lost.allSatisfy { $0.cause == .other })
    let regained = Self.entries(agent, from: { $0 == .unassigned }, to: { $0.uuid != nil })
    #expect(regained.flatMap(\.queues.queues).count == 8)
    #expect(regained.allSatisfy { $0.cause == .apmatrix && $0.sign == .write })
  }

  @Test func `tells the rival's mask, the mdevs' end and the agent's writes`() throws {
    let (_, agent) = try Self.fought(.linux7_1)
    let masks = agent.entries.filter { $0.kind == .mask && $0.cause == .other }
    #expect(masks.map(\.after) == [AdapterSet.all.hexadecimal])
    let ends = agent.entries.filter { $0.kind == .mdev && $0.after == "absent" }
    #expect(ends.map(\.object).sorted { $0 ?? "" < $1 ?? "" } == Self.uuids)
    #expect(ends.allSatisfy { $0.cause == .other })
    let writes = agent.entries.filter { $0.kind == .write }
    #expect(writes.count == agent.lines(with: ": done, because ").count)
    #expect(writes.allSatisfy { $0.after == "done" && $0.step?.isEmpty == false })
  }

  @Test func `replays to the guests' queues before, to the host's meanwhile`() throws {
    let (_, agent) = try Self.fought(.linux7_1)
    let queue = APQN(AdapterID(5), DomainID(7))
    let report = AccessReport(
      of: queue, in: Moment(wall: 1_000)...Moment(wall: 20_000), agent.entries,
      toldUntil: Moment(wall: .max))
    #expect(
      report.accesses.map(\.holder) == [
        .guest(uuid: Self.uuids[1]), .unassigned, .host(driver: "cex4queue"), .unassigned,
        .guest(uuid: Self.uuids[1]),
      ])
    #expect(report.names[Self.uuids[1]] == "web02")
    #expect(
      report.accesses.dropFirst().allSatisfy { $0.from?.sign != nil && $0.from?.cause != nil })
  }
}
