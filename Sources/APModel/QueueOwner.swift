/// Who a queue belongs to.
public enum QueueOwner: Hashable, Sendable {
  /// A driver of the host, by name.
  case host(driver: String)
  /// A guest: the queue is bound to vfio_ap and assigned to this mdev.
  case guest(uuid: String)
  /// An mdev that could not be read: vfio_ap says that the queue is assigned, and no other has it.
  case unreadableGuest
  /// vfio_ap has the queue, and no mdev does.
  case passthrough
  /// No driver has the queue.
  case nobody
}
