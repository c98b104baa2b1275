import Testing

@testable import Agent
@testable import FakeKernel

@Suite
struct `A repair that is cancelled` {
  /// What the kernel did is told whoever wants an end; else the history would give it to somebody else.
  @Test func `tells of the write that failed meanwhile`() throws {
    let host = try KeptHost(KeptHost.holding())
    host.repair()
    #expect(host.keeper.look(leaving: []).steps.map(\.object) == [KeptHost.autoprobe])
    host.tree.readOnly = ["bus/ap/drivers_autoprobe"]
    // It is cancelled while the kernel refuses.
    let isCancelled = SharedSeconds()
    host.tree.refusal = { isCancelled.pass(1) }
    let applied = host.keeper.apply { isCancelled.passed > 0 }
    #expect(applied.steps.map(\.outcome) == [.failed("EROFS")], "\(applied)")
    #expect(applied.interruption == nil)
  }

  @Test func `begins no step, and says so`() throws {
    let host = try KeptHost(KeptHost.holding())
    #expect(!host.keeper.look(leaving: []).steps.isEmpty)
    let applied = host.keeper.apply { true }
    #expect(applied.steps.isEmpty && host.tree.writes == 0)
    #expect(applied.interruption == "it was stopped before its next step")
  }
}
