import APModel
import FakeKernel
public import Reconcile

/// What was for a while between the steps of a run, and neither before it nor after.
public struct Moments: Hashable, Sendable {
  /// From which step to which.
  public struct Span: Hashable, Sendable {
    /// The step after which it began.
    public let from: Int
    /// The step with which it ended; nil if it did not.
    public let to: Int?

    /// For how many steps.
    public var length: Int { (to ?? from + 1) - from }
  }

  /// A guest that was without queues that it had before and has afterwards.
  public struct Absence: Hashable, Sendable {
    /// The mdev.
    public let uuid: String
    /// Whether a guest had it open.
    public let isRunning: Bool
    /// The queues.
    public let queues: QueueSet
    /// When.
    public let span: Span
  }

  /// Queues that were nobody's: no driver had them, or vfio_ap had them for no guest.
  public struct Orphans: Hashable, Sendable {
    /// The queues.
    public let queues: QueueSet
    /// When.
    public let span: Span
  }

  /// The longest absence of each guest, ordered by uuid.
  public internal(set) var absences: [Absence] = []
  /// The queues that no driver had between two steps, by the time, with those that have a driver before.
  public internal(set) var orphans: [Orphans] = []

  /// The queues that vfio_ap had for no guest between two steps, by the time; not those that it has so at
  /// the end.
  public internal(set) var free: [Orphans] = []

  /// The longest time for which a guest was without a queue that it keeps, in steps.
  public var longestAbsence: Int { absences.map(\.span.length).max() ?? 0 }
}
