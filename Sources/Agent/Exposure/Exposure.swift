public import APModel

/// A queue that a driver of the host has although it is assigned to a guest, as one look found it.
public struct ExposedQueue: Hashable, Sendable {
  /// The queue.
  public var queue: APQN
  /// The mdev that it is assigned to.
  public var uuid: String
  /// What the guest is called.
  public var guest: String
  /// The host's driver that has it.
  public var driver: String
  /// Whether the guest is known to run.
  public var isRunning: Bool

  /// Whether another look found the same queue of the same mdev.
  func isSame(as other: ExposedQueue) -> Bool { queue == other.queue && uuid == other.uuid }

  /// Describes a queue.
  public init(queue: APQN, uuid: String, guest: String, driver: String, isRunning: Bool) {
    self.queue = queue
    self.uuid = uuid
    self.guest = guest
    self.driver = driver
    self.isRunning = isRunning
  }
}

/// All times at which a driver of the host had one queue of one guest, since somebody has acknowledged.
public struct Exposure: Hashable, Sendable {
  /// The queue with its guest as it was found last.
  public internal(set) var found: ExposedQueue
  /// The number of the last of these times, as the ledger counts them.
  public internal(set) var number: Int
  /// How many they are.
  public internal(set) var times = 1
  /// When the queue was first found so, or an event told what a look has found then.
  public internal(set) var first: Instant
  /// When it was last found so; once it is over, when it was first found otherwise.
  public internal(set) var last: Instant
  /// When the last of these times began.
  var began: Instant
  /// Whether a driver of the host has it now.
  public internal(set) var lasts = true
  /// Whether the queue is the guest's still, or was when its time with the host ended.
  public internal(set) var isAssigned = true

  /// Whether the guest's queue is with the host now, which nobody can be content with.
  public var isPending: Bool { lasts && isAssigned }

  /// Whether nothing has become of it that nobody was told.
  func isAsTold(_ old: Exposure) -> Bool {
    found.driver == old.found.driver && found.isRunning == old.found.isRunning
      && isAssigned == old.isAssigned
  }

  /// One that began before it was found.
  init(_ found: ExposedQueue, number: Int, since began: Instant, foundAt now: Instant) {
    self.found = found
    self.number = number
    first = began
    last = now
    self.began = began
  }
}
