internal import Glibc
public import History

/// Tells what a monotonic moment is on the wall clock.
public struct WallClock: Sendable {
  private let offset: Milliseconds

  /// Compares both clocks now.
  public init() {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    offset = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000 - Instant.now.milliseconds
  }

  /// Makes a clock that is ahead of the monotonic one by so much.
  public init(offset: Milliseconds) { self.offset = offset }

  /// Seconds since 1970.
  public func seconds(_ instant: Instant) -> Int { Int((instant.milliseconds + offset) / 1000) }

  /// The moment that was so many seconds after the beginning of 1970.
  public func instant(_ seconds: Int) -> Instant {
    Instant(milliseconds: Int64(seconds) * 1000 - offset)
  }

  /// A moment on both clocks.
  public func moment(_ instant: Instant) -> Moment {
    Moment(wall: instant.milliseconds + offset, uptime: instant.milliseconds)
  }

  /// The local time of day with milliseconds: `18:00:00.123`.
  public func timeOfDay(_ instant: Instant) -> String {
    let total = instant.milliseconds + offset
    var seconds = time_t(total / 1000)
    var parts = tm()
    localtime_r(&seconds, &parts)
    let fraction = String(total % 1000 + 1000).dropFirst()
    return "\(pad(parts.tm_hour)):\(pad(parts.tm_min)):\(pad(parts.tm_sec)).\(fraction)"
  }

  /// The moment in UTC by ISO 8601: `2030-01-01T18:00:00Z`.
  public func utc(_ instant: Instant) -> String { "\(moment(instant).utc.prefix(19))Z" }

  private func pad(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
