import Testing

@testable import Agent
@testable import FakeKernel

@Suite
struct `A /sys that is read-only` {
  private static let attributes = [
    "bus/ap/apmask",
    "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create",
    "devices/vfio_ap/matrix/\(KeptHost.uuid)/ap_config",
  ]

  @Test(arguments: attributes)
  func `becomes as declared once it can be written`(attribute: String) throws {
    let host = try KeptHost("guests: {web01: {uuid: \(KeptHost.uuid), adapters: 5, domains: 4}}")
    host.tree.readOnly = [attribute]
    let agent = KeptAgent(host)
    agent.pass(20_000)
    #expect(agent.state.status.condition == .backingOff)
    #expect(!agent.lines(with: "mounted read-only").isEmpty, "\(agent.lines)")
    host.tree.readOnly = []
    agent.pass(300_000)
    #expect(agent.state.status.condition == .asDeclared)
    #expect(host.tree.kernel.vfioQueues.count == 1)
  }
}
