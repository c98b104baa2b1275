public import APModel

/// What must hold immediately before a step; the executor reads it again.
public enum Precondition: Hashable, Sendable {
  /// An mdev holds exactly this.
  case holds(uuid: String, Matrix)
  /// No mdev of this name exists.
  case absent(uuid: String)
  /// The masks read exactly so.
  case masks(Masks)
  /// No other mdev shares a queue with the matrix.
  case unclaimed(Matrix, except: String?)
  /// None of these queues is in a running guest.
  case notInUse(QueueSet)
  /// The host has sent no more requests through these queues than so many, and none is under way.
  case idle([APQN: Int])
  /// No request of the host is under way in these queues, however many it has sent.
  case answered(QueueSet)
  /// No guest runs with this mdev, as far as its queues tell.
  case stopped(uuid: String)
  /// These queues are bound to vfio_ap.
  case bound(QueueSet)
  /// A queue has this driver; nil for none.
  case driver(APQN, String?)
  /// A probe gives the queue to this driver: its `driver_override` names it, or it has none and the masks say so.
  /// An override lives in the queue's device, and one that has left and returned is again without.
  case promised(APQN, driver: String)
  /// The kernel's filter, as it would go now, leaves a running guest of the mdev all that it has of the
  /// new matrix.
  case keepsInUse(uuid: String, Matrix)
  /// The masks reserve no queue of a card without a driver: a mask write gives every unbound queue that
  /// is reserved to a host driver, and there the kernel would crash.
  case reservesNoBareCard(Masks)
  /// No queue that an mdev holds and vfio_ap has is reserved by the masks: without an override any mask
  /// write gives such a queue to a host driver, and the kernel does not refuse.
  case exposesNone(Masks)
  /// These adapters' cards have a driver: without one the kernel would crash.
  case cardsHaveDrivers(AdapterSet)
}
