public import SystemPackage

/// What came of an operation.
public struct KernelAnswer: Hashable, Sendable {
  /// How the operation ended.
  public enum Outcome: Hashable, Sendable {
    /// It succeeded; for a write, with this many bytes taken.
    case success(written: Int)
    /// It was refused, by the open or by the write.
    case refused(Errno)
    /// The write waits for a guest to let go of the mediated device; it will succeed then.
    case blocked(uuid: String, written: Int)
  }

  /// How the operation ended.
  public var outcome: Outcome
  /// The events that it caused, in order.
  public var uevents: [FakeUevent]
  /// What of the tree may read differently now.
  public var changes: TreeChanges

  /// The errno; nil on success and while the operation waits.
  public var errno: Errno? {
    if case .refused(let errno) = outcome { errno } else { nil }
  }
}
