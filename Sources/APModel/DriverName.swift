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
