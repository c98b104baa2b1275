public import APModel

/// What an event of the AP bus itself (`/devices/ap`) says.
public enum BusChange: Hashable, Sendable {
  /// `INITSCAN=done`: the first scan of the bus has finished.
  case firstScanDone
  /// `BINDINGS=complete`: every queue has a driver; how often that was so, `COMPLETECOUNT`.
  case bindingsComplete(count: Int?)
  /// `APMASK`: these adapters are reserved for host drivers now.
  case adapterMask(AdapterSet)
  /// `AQMASK`: these domains are reserved for host drivers now.
  case domainMask(DomainSet)
  /// Something changed that the event does not name, or the bus came or went.
  case changed
}

extension BusChange {
  /// Reads what an event of the bus says.
  init(_ properties: [String: String]) {
    if properties["BINDINGS"] == "complete" {
      self = .bindingsComplete(count: properties["COMPLETECOUNT"].flatMap { Int($0) })
    } else if let mask = properties["APMASK"].flatMap(Self.mask).flatMap(
      AdapterSet.init(hexadecimal:))
    {
      self = .adapterMask(mask)
    } else if let mask = properties["AQMASK"].flatMap(Self.mask).flatMap(
      DomainSet.init(hexadecimal:))
    {
      self = .domainMask(mask)
    } else if properties["INITSCAN"] == "done" {
      self = .firstScanDone
    } else {
      self = .changed
    }
  }

  /// The mask without the newline that the kernel leaves at the end of the value.
  private static func mask(_ value: String) -> Substring? {
    value.last == "\n" ? value.dropLast() : Substring(value)
  }
}

extension BusChange: CustomStringConvertible {
  /// A sentence without its full stop.
  public var description: String {
    switch self {
    case .firstScanDone: "AP bus was scanned for the first time"
    case .bindingsComplete(let count?):
      "all queues have a driver (reached \(count.counting("time")) so far)"
    case .bindingsComplete(nil): "all queues have a driver"
    case .adapterMask(let mask): "apmask keeps adapters \(mask) for the host"
    case .domainMask(let mask): "aqmask keeps domains \(mask) for the host"
    case .changed: "AP bus changed"
    }
  }

  /// One stable word for machines: `apmask`, `bindings-complete`.
  public var word: String {
    switch self {
    case .firstScanDone: "first-scan"
    case .bindingsComplete: "bindings-complete"
    case .adapterMask: "apmask"
    case .domainMask: "aqmask"
    case .changed: "change"
    }
  }
}
