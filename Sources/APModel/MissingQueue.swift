/// A queue that is assigned to a guest which does not get it.
public struct MissingQueue: Hashable, Sendable {
  /// The queue.
  public let queue: APQN
  /// The one reason.
  public let reason: MissingReason

  /// Makes a missing queue.
  public init(_ queue: APQN, _ reason: MissingReason) {
    self.queue = queue
    self.reason = reason
  }
}
