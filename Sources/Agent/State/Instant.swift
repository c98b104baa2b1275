internal import Glibc

/// A moment on the monotonic clock, in milliseconds since the machine started.
///
/// The agent's decisions know no other clock, so a test moves time as it likes.
public struct Instant: Hashable, Comparable, Sendable {
  /// Milliseconds since the machine started.
  public let milliseconds: Int64

  /// Names a moment.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The present moment, `CLOCK_MONOTONIC`.
  public static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// Orders moments by time.
  public static func < (lhs: Instant, rhs: Instant) -> Bool {
    lhs.milliseconds < rhs.milliseconds
  }

  /// A later moment.
  public static func + (lhs: Instant, rhs: Milliseconds) -> Instant {
    Instant(milliseconds: lhs.milliseconds + rhs)
  }

  /// The time between two moments.
  public static func - (lhs: Instant, rhs: Instant) -> Milliseconds {
    lhs.milliseconds - rhs.milliseconds
  }
}

/// A length of time in milliseconds.
public typealias Milliseconds = Int64
