/// A moment on both clocks: what people call it, and what no administrator can set.
public struct Moment: Hashable, Comparable, Sendable {
  /// Milliseconds since the beginning of 1970, UTC.
  public let wall: Int64
  /// Milliseconds since the machine started, `CLOCK_MONOTONIC`; 0 where only the wall clock's is known.
  public let uptime: Int64

  /// Names a moment.
  public init(wall: Int64, uptime: Int64 = 0) {
    self.wall = wall
    self.uptime = uptime
  }

  /// The moment with a time since the start of the machine that is before another's: it may have been started
  /// between them.
  public func earlier(than other: Moment) -> Moment {
    Moment(wall: wall, uptime: max(1, min(uptime, other.uptime - 1)))
  }

  /// Orders moments by the wall clock.
  public static func < (lhs: Moment, rhs: Moment) -> Bool { lhs.wall < rhs.wall }

  /// The moment in UTC by ISO 8601 with milliseconds: `2030-01-01T18:00:00.123Z`.
  public var utc: String {
    let date = CivilDate(day: Int(Self.floor(wall, by: 86_400_000)))
    let rest = Int(wall - Self.floor(wall, by: 86_400_000) * 86_400_000)
    let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60]
    return "\(date)T" + clock.map { Self.padded($0, to: 2) }.joined(separator: ":")
      + ".\(Self.padded(rest % 1000, to: 3))Z"
  }

  /// The year and month of the moment in UTC: `2030-01`.
  public var month: String { String(utc.prefix(7)) }

  /// Reads what `utc` writes; anything else gives nil.
  public init?(utc text: some StringProtocol) {
    let parts = text.split { !$0.isNumber }.map { Int($0) }
    guard parts.count == 7, text.utf8.count == 24, let year = parts[0], let month = parts[1],
      let day = parts[2], let hour = parts[3], let minute = parts[4], let second = parts[5],
      let milliseconds = parts[6], let date = CivilDate(year: year, month: month, day: day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    let seconds = ((date.dayNumber * 24 + hour) * 60 + minute) * 60 + second
    self.init(wall: Int64(seconds) * 1000 + Int64(milliseconds))
    guard utc == text else { return nil }
  }

  private static func floor(_ value: Int64, by divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
  }

  /// A number with zeros in front.
  public static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
