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

  /// Whether the queue is with a driver of the host, so that programs there can use it.
  public var isHosted: Bool { driver != nil && !isBoundToVFIO }
}

/// The attributes of a queue beyond its binding, `/sys/devices/ap/cardXX/XX.YYYY/*`.
public struct QueueDetails: Hashable, Sendable {
  /// `config`: whether the queue is configured on.
  public var isConfigured: Bool?
  /// `chkstop`: whether the queue is checkstopped.
  public var isCheckstopped: Bool?
  /// `online`: whether zcrypt uses the queue; nil unless a host driver is bound.
  public var isOnline: Bool?
  /// `status`: what vfio_ap says, or would: one queue of each guest is asked, what the others would say
  /// follows; nil unless it is bound.
  public var status: PassthroughStatus?
  /// `request_count`; nil where the kernel prints `-`, an uninitialised queue.
  public var requestCount: Int?
  /// `pendingq_count`: requests that the hardware has.
  public var pendingCount: Int?
  /// `requestq_count`: requests that wait for the hardware.
  public var waitingCount: Int?
  /// `ap_functions` of the queue: only read where the bind state of a secure guest stands in it.
  public var functions: UInt32?

  /// Details of which nothing is known yet.
  public init() {}
}

/// The `status` of a queue that is bound to vfio_ap.
public enum PassthroughStatus: String, Hashable, Sendable, CaseIterable {
  /// In no mdev.
  case unassigned
  /// In an mdev, but it reaches no running guest.
  case assigned
  /// In an mdev that a running guest has open, and in that guest's matrix.
  case inUse = "in use"
}
