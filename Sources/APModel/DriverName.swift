/// The names of the AP drivers below `/sys/bus/ap/drivers`.
public enum DriverName {
  /// The driver that passes queues through to guests.
  public static let vfioAP = "vfio_ap"
  /// The host's driver of CEX4 and later queues.
  public static let hostQueue = "cex4queue"
  /// The host's driver of CEX4 and later cards.
  public static let hostCard = "cex4card"
}
