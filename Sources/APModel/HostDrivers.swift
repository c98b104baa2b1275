/// The names of the AP drivers below `/sys/bus/ap/drivers`.
public enum DriverName {
  /// The driver that passes queues through to guests.
  public static let vfioAP = "vfio_ap"
  /// The host's driver of CEX4 and later queues.
  public static let hostQueue = "cex4queue"
  /// The drivers that take queues, which a queue's `driver_override` can name with effect.
  public static let ofQueues: Set = [vfioAP, hostQueue]
  /// The host's driver of CEX4 and later cards.
  public static let hostCard = "cex4card"
}

/// The host's drivers of cards of one hardware type and of their queues.
///
/// Linux 6.1 has three modules of them, later kernels know CEX4 and later only. A driver's table of devices
/// (`zcrypt_cex2a_queue_ids` and its like) lists the types that it takes: no probe gives it another card's queue.
public struct HostDrivers: Hashable, Sendable {
  /// The driver of the cards.
  public let card: String
  /// The driver of their queues.
  public let queue: String
  /// The module that has both.
  public let module: String

  /// Those of CEX4 and later.
  public static let current = HostDrivers(
    card: DriverName.hostCard, queue: DriverName.hostQueue, module: "zcrypt_cex4")
  /// Those of the accelerators CEX2A and CEX3A, hwtype 6 and 8.
  static let olderAccelerators = HostDrivers(
    card: "cex2acard", queue: "cex2aqueue", module: "zcrypt_cex2a")
  /// Those of the coprocessors CEX2C and CEX3C, hwtype 7 and 9; the driver of cards is `cex2card`.
  static let olderCoprocessors = HostDrivers(
    card: "cex2card", queue: "cex2cqueue", module: "zcrypt_cex2c")

  /// Whether a driver is one for cards or queues older than CEX4.
  public static func areOlder(_ name: String) -> Bool {
    [olderAccelerators, olderCoprocessors].contains { $0.card == name || $0.queue == name }
  }

  /// Every driver of queues that a host can have for itself.
  public static let all = [current, olderAccelerators, olderCoprocessors]
}

extension Card {
  /// Who has the card and its queues if the host has them; a card of unknown type counts as a current one.
  public var hostDrivers: HostDrivers {
    guard isTooOldForGuests, let hardwareType else { return .current }
    return hardwareType.isMultiple(of: 2) ? .olderAccelerators : .olderCoprocessors
  }
}

extension HostSnapshot {
  /// The adapters whose card has no driver although the host's driver of such cards is there.
  ///
  /// None where it is not known which driver has what.
  public var bareAdapters: AdapterSet {
    guard knowsBindings else { return [] }
    return AdapterSet(
      cards.lazy.filter { $0.driver == nil && drivers.contains($0.hostDrivers.card) }.map(\.id))
  }

  /// The adapters of which no guest can have a queue, as vfio_ap does not take their type.
  public var outdatedAdapters: AdapterSet {
    AdapterSet(cards.lazy.filter(\.isTooOldForGuests).map(\.id))
  }

  /// The adapters whose queues no driver of the host's would take: the one of their type is not loaded.
  public var unservedAdapters: AdapterSet {
    AdapterSet(cards.lazy.filter { !drivers.contains($0.hostDrivers.queue) }.map(\.id))
  }
}
