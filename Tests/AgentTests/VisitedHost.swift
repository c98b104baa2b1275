import Testing

@testable import Agent
@testable import FakeKernel

/// A host with a guest of two queues, of which the one of adapter 06 is given to the host for a moment.
enum VisitedHost {
  static let queue = "06.0004"
  static let mdev = "devices/vfio_ap/matrix/\(KeptHost.uuid)"
  private static let device = "devices/ap/card06/06.0004/driver_override"

  static func text(_ adapters: String = "[5, 6]") -> String {
    """
    host: {ownership: driver-override}
    guests: {web01: {uuid: \(KeptHost.uuid), adapters: \(adapters), domains: 4}}
    """
  }

  static func started(
    _ exposures: ExposureLedger = ExposureLedger(name: "")
  ) throws -> (KeptHost, KeptAgent) {
    let host = try KeptHost(text())
    let agent = KeptAgent(host, exposures: exposures)
    agent.pass(1_000)
    #expect(host.tree.kernel.vfioQueues.count == 2)
    return (host, agent)
  }

  static func bind(_ host: KeptHost, to driver: String, from other: String) {
    #expect(host.tree.rival(device, driver))
    #expect(host.tree.rival("bus/ap/drivers/\(other)/unbind", queue))
    #expect(host.tree.rival("bus/ap/drivers_probe", queue))
  }

  /// Somebody else gives the guest's queue to the host and takes it back, before anybody looks.
  static func visit(_ host: KeptHost, meanwhile act: () -> Void = {}) {
    bind(host, to: "cex4queue", from: "vfio_ap")
    #expect(host.tree.kernel.hostQueues.count == 1)
    act()
    bind(host, to: "vfio_ap", from: "cex4queue")
  }

  static func assign(_ host: KeptHost) {
    #expect(
      host.tree.rival(
        "devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create", KeptHost.uuid))
    for adapter in ["5", "6"] { #expect(host.tree.rival("\(mdev)/assign_adapter", adapter)) }
    #expect(host.tree.rival("\(mdev)/assign_domain", "4"))
  }

  static func alarms(_ agent: KeptAgent) -> [String] {
    agent.lines.map(\.line).filter { $0.priority == .critical }.map(\.text)
  }
}
