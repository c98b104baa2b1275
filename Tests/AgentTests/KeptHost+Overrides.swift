import APModel

@testable import Agent
@testable import FakeKernel

/// A host whose queues are handed over by their driver_override.
extension KeptHost {
  /// Another guest than the one that the tests declare.
  static let other = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"
  /// Two guests, each with the queue of one adapter.
  static let two = guest("web01", uuid, "5") + ", " + guest("db01", other, "6")

  /// A host that leaves new queues to the kernel.
  static func ofOverrides(_ guests: String) throws -> KeptHost {
    try KeptHost("host: {ownership: driver-override, new-queues: probe}\nguests: {\(guests)}")
  }

  /// A guest's line of the declaration.
  static func guest(_ name: String, _ uuid: String, _ adapters: String) -> String {
    "\(name): {uuid: \(uuid), adapters: \(adapters), domains: 4}"
  }

  /// What an mdev is assigned; nil if there is none.
  func matrix(of uuid: String) -> Matrix? {
    tree.kernel.mdevs.first { $0.uuid == uuid }?.matrix
  }
}
