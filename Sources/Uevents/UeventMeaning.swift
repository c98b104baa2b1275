public import APModel

/// What an event means to a manager of the AP matrix.
///
/// An event is a hint to look again, and a line in a log; the state of the host is always read.
public enum UeventMeaning: Hashable, Sendable {
  /// An adapter's device changed.
  case card(AdapterID, DeviceChange)
  /// A queue's device changed.
  case queue(APQN, DeviceChange)
  /// A mediated device changed; its UUID.
  case mdev(String, DeviceChange)
  /// The device that mediated devices are created on changed.
  case matrix(DeviceChange)
  /// The AP bus itself changed.
  case bus(BusChange)
  /// A driver of the AP bus came or went.
  case driver(String, DeviceChange)
  /// A KVM guest was started (true) or has ended: one may have opened or closed its mdev, which
  /// no event announces.
  case machine(started: Bool)
  /// Nothing that concerns the AP matrix.
  case irrelevant
}

extension UeventMeaning {
  /// Reads the meaning of an event.
  public init(_ event: Uevent) {
    self =
      switch event.subsystem {
      case "ap": Self.onBus(event)
      case "mdev": Self.mediated(event)
      case "matrix": Self.device(event) { .matrix($0) }
      case "drivers": Self.ofDriver(event)
      case "misc": Self.machine(event)
      default: .irrelevant
      }
  }

  /// Whether the host may differ from what was read before the event.
  public var isHint: Bool { self != .irrelevant }

  /// Whether the event says that every queue has its driver: nothing more of a burst is to come.
  public var endsBurst: Bool {
    if case .bus(.bindingsComplete) = self { return true }
    return false
  }

  private static func device(
    _ event: Uevent, _ make: (DeviceChange) -> UeventMeaning
  ) -> UeventMeaning {
    DeviceChange(event).map(make) ?? .irrelevant
  }

  private static func name(_ event: Uevent) -> Substring {
    event.devicePath.split(separator: "/").last ?? ""
  }

  private static func onBus(_ event: Uevent) -> UeventMeaning {
    let name = name(event)
    if let card = AdapterID(cardName: name) { return device(event) { .card(card, $0) } }
    if let queue = APQN(name: name) { return device(event) { .queue(queue, $0) } }
    return event.devicePath == "/devices/ap" ? .bus(BusChange(event.properties)) : .irrelevant
  }

  private static func mediated(_ event: Uevent) -> UeventMeaning {
    // Other drivers create mediated devices, too.
    guard event.devicePath.hasPrefix("/devices/vfio_ap/") else { return .irrelevant }
    return device(event) { .mdev(String(name(event)), $0) }
  }

  private static func ofDriver(_ event: Uevent) -> UeventMeaning {
    guard event.devicePath.hasPrefix("/bus/ap/drivers/") else { return .irrelevant }
    return device(event) { .driver(String(name(event)), $0) }
  }

  private static func machine(_ event: Uevent) -> UeventMeaning {
    guard event.devicePath == "/devices/virtual/misc/kvm" else { return .irrelevant }
    switch event.properties["EVENT"] {
    case "create": return .machine(started: true)
    case "destroy": return .machine(started: false)
    default: return .irrelevant
    }
  }
}
