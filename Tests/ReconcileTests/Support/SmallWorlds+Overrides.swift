import APModel
import FakeKernel

/// Hosts whose queues are handed over one by one.
extension SmallWorlds {
  /// The queues by the number of their bit.
  private static let queues = domains.flatMap { domain in adapters.map { APQN($0, domain) } }

  /// - Parameter naming: bit 0 swaps the adapters, bit 1 the domains.
  static func renamedQueues(_ bits: Int, _ naming: Int) -> Int {
    (0..<4).reduce(0) { $0 | (bits >> $1 & 1) << ($1 ^ (naming & 3)) }
  }

  /// Hands queues to vfio_ap.
  static func overrides(_ bits: Int) -> [Scenario.Event] {
    (0..<4).filter { bits >> $0 & 1 == 1 }.flatMap { bit -> [Scenario.Event] in
      let queue = queues[bit]
      return [
        .write("devices/ap/\(queue.adapter.cardName)/\(queue)/driver_override", "vfio_ap"),
        .write("bus/ap/drivers/cex4queue/unbind", "\(queue)"),
        .write("bus/ap/drivers_probe", "\(queue)"),
      ]
    }
  }

  /// What has happened to a host whose guests have what they have.
  static func afterwards(_ newQueues: Host.NewQueues) -> [Scenario.Event] {
    guard newQueues != .probed else { return [] }
    let held: [Scenario.Event] = [.write("bus/ap/drivers_autoprobe", "0")]
    guard newQueues == .returned else { return held }
    return held + [
      .hardware(.removeAdapter(adapters[0])), .scan,
      .hardware(.addAdapter(adapters[0], type: 13, mode: .cca)), .scan,
    ]
  }
}
