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
