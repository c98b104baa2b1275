public import APModel
public import Sysfs

/// A tree that has its queues as values, so that none of them need be spelled out and understood again.
public protocol QueueTree: SysfsTree {
  /// What the attributes of a queue say, `/sys/devices/ap/cardXX/XX.YYYY/*`, but `status`.
  ///
  /// - Returns: nil if the queue is not there.
  func attributes(of queue: APQN) -> QueueAttributes?
}

/// What the attributes of one queue say.
public struct QueueAttributes: Hashable, Sendable {
  /// What a full read finds but `status`; `functions` as of a kernel that keeps a bind state in them.
  public var details: QueueDetails
  /// `driver_override`, empty if none is set; nil where the kernel has no such attribute.
  public var driverOverride: String?

  /// Names what they say.
  public init(_ details: QueueDetails, driverOverride: String?) {
    self.details = details
    self.driverOverride = driverOverride
  }
}
