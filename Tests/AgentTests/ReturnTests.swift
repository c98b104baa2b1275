import APModel
import Testing

@testable import Agent
@testable import FakeKernel

@Suite
final class `A queue that leaves and comes back` {
  private static let queue = APQN(AdapterID(5), DomainID(4))

  private let host: KeptHost
  private var tree: KernelTree { host.tree }
  private var keeper: ReconcilingKeeper { host.keeper }

  init() throws {
    host = try KeptHost(
      """
      host: {ownership: driver-override, new-queues: probe}
      guests:
        web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}
      """)
  }

  /// With `driver_override` the kernel forgets, and gives the queue to the host.
  @Test func `is missed by nobody although the kernel gives it to the host`() throws {
    #expect(!keeper.look(leaving: []).steps.isEmpty)
    #expect(keeper.apply { false }.isComplete)
    #expect(keeper.look(leaving: []).steps.isEmpty)
    #expect(tree.kernel.vfioQueues == [Self.queue])

    tree.happen(.hardware(.removeAdapter(AdapterID(5))))
    tree.happen(.scan)
    #expect(keeper.look(leaving: []).waits == ["guest web01 waits for adapter 05"])
    tree.happen(.hardware(.addAdapter(AdapterID(5), type: 13, mode: .cca)))
    tree.happen(.scan)
    #expect(tree.kernel.hostQueues.contains(Self.queue))

    let look = keeper.look(leaving: [])
    #expect(
      look.loggedProblems.contains {
        $0 == "05.0004 is assigned to guest web01 but bound to cex4queue"
      }, "\(look.problems)")
    #expect(keeper.apply { false }.isComplete)
    #expect(tree.kernel.vfioQueues == [Self.queue])
    let healed = keeper.look(leaving: [])
    #expect(healed.steps.isEmpty && healed.loggedProblems.isEmpty, "\(healed)")
  }

  @Test func `that the host has used meanwhile waits for consent, and the problem stays`() throws {
    _ = keeper.look(leaving: [])
    _ = keeper.apply { false }
    tree.happen(.hardware(.removeAdapter(AdapterID(5))))
    tree.happen(.scan)
    tree.happen(.hardware(.addAdapter(AdapterID(5), type: 13, mode: .cca)))
    tree.happen(.scan)
    tree.used = [Self.queue]
    tree.pending = 1
    let look = keeper.look(leaving: [])
    #expect(look.steps.isEmpty)
    #expect(
      look.loggedProblems.contains { $0.contains("05.0004 is assigned to guest web01 but bound") })
    #expect(look.waits.contains { $0.contains("waits for consent") }, "\(look)")
  }
}
