import APModel
import Testing

@testable import Agent
@testable import FakeKernel

/// Hosts whose new queues are held.
extension KeptHost {
  /// The object of a plan that is `drivers_autoprobe`.
  static let autoprobe = "drivers_autoprobe"

  /// A declaration by overrides, with which new queues are held.
  static func holding(_ more: String = "") -> String {
    """
    host: {ownership: driver-override\(more)}
    guests: {web01: {uuid: \(uuid), adapters: 5, domains: 4}}
    """
  }

  /// A host as declared, with what appears held.
  static func held() throws -> KeptHost {
    let host = try KeptHost(holding())
    host.repair()
    host.repair()
    #expect(!host.tree.kernel.bus.probesAutomatically)
    return host
  }

  /// The queue of an adapter; the host has one domain.
  static func queue(_ adapter: UInt8) -> APQN { APQN(AdapterID(adapter), DomainID(4)) }

  /// The hardware changes, and the bus finds it.
  func scan(_ change: HardwareChange) {
    tree.happen(.hardware(change))
    tree.happen(.scan)
  }

  /// Looks, and carries out what has to be done.
  func repair() {
    #expect(!keeper.look(leaving: []).steps.isEmpty)
    #expect(keeper.apply { false }.isComplete)
  }
}

extension HardwareChange {
  /// An adapter comes, or comes back.
  static func back(_ adapter: UInt8) -> HardwareChange {
    .addAdapter(AdapterID(adapter), type: 13, mode: .cca)
  }
}
