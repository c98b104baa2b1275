/// One adapter device, `/sys/devices/ap/cardXX`.
public struct Card: Hashable, Sendable {
  /// The adapter's number.
  public let id: AdapterID
  /// The driver that the card is bound to, `cex4card`; nil if none.
  public var driver: String?
  /// `type`: the generation and mode, `CEX7C`; there only while a driver is bound.
  public var type: String?
  /// `hwtype`: the compatible hardware type, 10 (CEX4) to 14 (CEX8).
  public var hardwareType: Int?
  /// `raw_hwtype`: the type that the hardware reports.
  public var rawHardwareType: Int?
  /// `depth`: the queue depth as this kernel prints it (7 or 8 for the same hardware).
  public var depth: Int?
  /// `ap_functions`: the facility bits.
  public var functions: UInt32?
  /// `config`: whether the adapter is configured on.
  public var isConfigured: Bool?
  /// `chkstop`: whether the adapter is checkstopped.
  public var isCheckstopped: Bool?
  /// `online`: whether zcrypt uses the adapter; nil while no driver is bound.
  public var isOnline: Bool?
  /// `request_count`: requests since the start or the last reset of the counter.
  public var requestCount: Int?
  /// `pendingq_count`: requests that the hardware has.
  public var pendingCount: Int?
  /// `requestq_count`: requests that wait for the hardware.
  public var waitingCount: Int?

  /// A card of which only the number is known yet.
  public init(_ id: AdapterID) { self.id = id }

  /// What the adapter is set up as; nil while its functions are unknown.
  public var mode: CardMode? { functions.flatMap { CardMode(functions: $0) } }

  /// Whether vfio_ap has no driver for its queues: it takes CEX4 and later (`vfio_ap_queue_ids`, hwtype 10
  /// and above).
  public var isTooOldForGuests: Bool { hardwareType.map { $0 < 10 } ?? false }
}
