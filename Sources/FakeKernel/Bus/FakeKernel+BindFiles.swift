import APModel
import SystemPackage

/// Writes to `bind`, `unbind`, `drivers_probe` and `drivers_autoprobe` of the AP bus.
extension FakeKernel {
  /// A device of the bus by the name that was written; one newline behind it does not count.
  private func device(_ text: [UInt8]) throws(Errno) -> ApDevice {
    let line = text.last == UInt8(ascii: "\n") ? text.dropLast() : text[...]
    let name = String(decoding: line, as: UTF8.self)
    if let queue = APQN(name: name), hasDevice(queue) { return .queue(queue) }
    if let adapter = AdapterID(cardName: name), cards[adapter.index] != nil {
      return .card(adapter)
    }
    throw .operationNotSupportedByDevice
  }

  mutating func writeBind(_ driver: ApDriver, _ text: [UInt8]) throws(Errno) {
    switch (try device(text), driver) {
    case (.card(let adapter), .card) where cards[adapter.index]?.isTooOld == false:
      if cards[adapter.index]?.isBound == true { throw .resourceBusy }
      attachCard(adapter)
    case (.queue(let queue), .queue(let driver)):
      if cards[queue.adapter.index]?.driver(of: queue.domain) != nil { throw .resourceBusy }
      guard probe(queue, driver) else {
        throw crash == nil ? .operationNotSupportedByDevice : .ioError
      }
    default: throw .operationNotSupportedByDevice
    }
  }

  mutating func writeUnbind(_ driver: ApDriver, _ text: [UInt8]) throws(Errno) {
    switch (try device(text), driver) {
    case (.card(let adapter), .card) where cards[adapter.index]?.isBound == true:
      detachCard(adapter)
    case (.queue(let queue), .queue(let driver))
    where cards[queue.adapter.index]?.driver(of: queue.domain) == driver:
      detach(queue)
    default: throw .operationNotSupportedByDevice
    }
  }

  mutating func writeProbe(_ text: [UInt8]) throws(Errno) {
    switch try device(text) {
    case .card(let adapter): attachCard(adapter)
    case .queue(let queue):
      guard cards[queue.adapter.index]?.driver(of: queue.domain) == nil else { return }
      attach(queue)
    }
  }
}

/// A device of the AP bus.
enum ApDevice: Hashable, Sendable {
  case card(AdapterID)
  case queue(APQN)
}

/// A driver of the AP bus.
enum ApDriver: Hashable, Sendable {
  case card
  case queue(QueueDriver)
}

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
