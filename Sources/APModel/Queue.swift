/// One queue device, `/sys/devices/ap/cardXX/XX.YYYY`.
public struct Queue: Hashable, Sendable {
  /// The queue's name.
  public let id: APQN
  /// The driver that the queue is bound to; nil if none.
  public var driver: String?
  /// `driver_override`: the only driver that the queue may have; nil if unset, or not read because
  /// the binding agrees with the masks.
  public var driverOverride: String?
  /// The attributes that only the verbose report needs; nil if they were not read.
  public var details: QueueDetails?

  /// A queue with its binding.
  public init(_ id: APQN, driver: String? = nil) {
    self.id = id
    self.driver = driver
  }

  /// Whether the queue is with the driver that passes queues to guests.
  public var isBoundToVFIO: Bool { driver == DriverName.vfioAP }
}
