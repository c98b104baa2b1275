import APModel
import Reconcile
import TestSupport
import Testing

@testable import Agent
@testable import FakeKernel

/// A host of masks on which somebody has written 0 to `drivers_autoprobe`.
@Suite
struct `An agent where the kernel binds nothing that appears` {
  private static let text = """
    host: {ownership: masks}
    guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}
    """

  private static func host(_ kernel: KernelCapabilities) throws -> KeptHost {
    let host = try KeptHost(text, kernel: kernel)
    let agent = KeptAgent(host)
    agent.pass(100)
    #expect(agent.state.status.condition == .asDeclared)
    host.tree.rival("bus/ap/drivers_autoprobe", "0")
    return host
  }

  private static func problems(_ host: KeptHost, _ mode: String) throws -> [Problem] {
    _ = try host.declare(text, mode: mode)
    return host.keeper.look(leaving: []).problems.filter { $0.code == .autoprobeOff }
  }

  @Test func `binds itself what appears, and calls nothing unkept`() throws {
    let host = try Self.host(.linux7_1)
    let agent = KeptAgent(host)
    for change: HardwareChange in [
      .removeAdapter(AdapterID(5)), .addAdapter(AdapterID(5), type: 13, mode: .cca),
    ] {
      host.tree.happen(.hardware(change))
      host.tree.happen(.scan)
      agent.pass(10_000)
    }
    #expect(host.tree.kernel.vfioQueues == [APQN(AdapterID(5), DomainID(4))])
    #expect(try Self.problems(host, "enforce").isEmpty)
  }

  @Test func `says that nobody keeps the host where it only observes`() throws {
    let host = try Self.host(.linux7_1)
    #expect(try Self.problems(host, "observe").map(\.severity) == [.warning])
  }

  /// Where no queue has an override nobody is known to hold what appears.
  @Test(arguments: ["enforce", "observe"])
  func `leaves it at a notice on older kernels`(mode: String) throws {
    let host = try Self.host(.linux6_12)
    #expect(try Self.problems(host, mode).map(\.severity) == [.notice])
  }
}
