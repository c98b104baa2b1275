/// How repairs wait for the lock of the AP configuration.
struct LockWait: Hashable, Sendable {
  /// Since when they wait; nil if they don't.
  private(set) var since: Instant?
  /// Who held it when a repair last met it; nil where it was nobody's, or was not met.
  private var owner: String?

  /// Takes note of a repair that has ended.
  ///
  /// - Returns: whether it met the lock, and in the same hands as the repair before did.
  mutating func meets(_ result: Applied, at now: Instant) -> Bool {
    defer { owner = result.lockOwner }
    since = result.isLocked ? since ?? now : nil
    return result.isLocked && result.lockOwner == owner
  }
}
