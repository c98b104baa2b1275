import Testing

@testable import Agent
@testable import FakeKernel

@Suite
struct `A keeper` {
  private static func host() throws -> KeptHost {
    try KeptHost("guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}")
  }

  @Test func `says that a guest waits where the masks are left alone`() throws {
    let host = try Self.host()
    let look = host.keeper.look(leaving: ["masks"])
    #expect(look.waits == ["guest web01 waits for masks that are left as they are for now"])
    #expect(look.problems.isEmpty && look.steps.isEmpty, "\(look)")
    #expect(host.tree.kernel.vfioQueues.isEmpty)
  }

  @Test func `says what it wrote and why`() throws {
    let host = try Self.host()
    _ = host.keeper.look(leaving: [])
    let steps = host.keeper.apply { false }.steps
    #expect(steps.map(\.object) == ["masks", "guest web01", "guest web01"])
    #expect(
      steps.first?.text == "masks: echo '-0x05' > bus/ap/apmask: done, because guests need queues "
        + "that the masks reserve", "\(steps)")
  }
}
