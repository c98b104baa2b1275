import Agent
import Glibc
import History

/// Moments in the machine's time zone.
enum LocalTime {
  /// `2030-01-31 18:00:00.123`.
  static func text(_ moment: Moment) -> String {
    let seconds = moment.wall >= 0 ? moment.wall / 1000 : (moment.wall - 999) / 1000
    var time = time_t(seconds)
    var parts = tm()
    localtime_r(&time, &parts)
    let date = CivilDate(
      year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
    let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { Moment.padded(Int($0), to: 2) }
    return "\(date?.description ?? "?") \(clock.joined(separator: ":"))"
      + ".\(Moment.padded(Int(moment.wall - seconds * 1000), to: 3))"
  }

  /// `2030-01-31 17:00:00.123Z`.
  static func utc(_ moment: Moment) -> String {
    let text = moment.utc
    return text.prefix(10) + " " + text.dropFirst(11)
  }

  /// The moment that an expression means now and here.
  static func moment(_ expression: TimeExpression) -> Moment? {
    let now = WallClock().moment(.now)
    switch expression {
    case .epoch(let time): return Moment(wall: time)
    case .offset(let offset): return Moment(wall: now.wall + offset)
    case .day(let offset, let time):
      var seconds = time_t(now.wall / 1000)
      var parts = tm()
      localtime_r(&seconds, &parts)
      let today = CivilDate(
        year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
      return today.flatMap { local(CivilDate(day: $0.dayNumber + offset), time) }
    case .date(let date, let time, let isUTC):
      return isUTC ? Moment(wall: Int64(date.dayNumber) * 86_400_000 + time) : local(date, time)
    }
  }

  private static func local(_ date: CivilDate, _ time: Int64) -> Moment? {
    var parts = tm()
    (parts.tm_year, parts.tm_mon) = (CInt(date.year - 1900), CInt(date.month - 1))
    (parts.tm_mday, parts.tm_hour) = (CInt(date.day), CInt(time / 3_600_000))
    (parts.tm_min, parts.tm_sec) = (CInt(time / 60_000 % 60), CInt(time / 1000 % 60))
    parts.tm_isdst = -1
    let seconds = mktime(&parts)
    return seconds == -1 ? nil : Moment(wall: Int64(seconds) * 1000 + time % 1000)
  }
}
