import APModel

/// A driver that queues are bound to.
enum QueueDriver: Hashable, Sendable {
  /// zcrypt's driver for host use; the bus calls it a default driver.
  case cex4queue
  /// The driver that passes queues to guests.
  case vfio

  /// The driver's name in sysfs.
  var name: String {
    switch self {
    case .cex4queue: "cex4queue"
    case .vfio: "vfio_ap"
    }
  }

  /// The module that brings it.
  var module: BusDriver { self == .vfio ? .vfio : .zcrypt }
}

extension CardState {
  /// The driver that a queue is bound to.
  func driver(of domain: DomainID) -> QueueDriver? {
    if vfio.contains(domain) { return .vfio }
    return host.contains(domain) ? .cex4queue : nil
  }
}
