/// A moment as systemd.time(7) writes it: `yesterday`, `2030-01-31 18:00`, `-2h30min`, `3 days ago`,
/// `@1893456000`, also ISO 8601 in UTC.
public enum TimeExpression: Hashable, Sendable {
  /// So many milliseconds from now; negative before.
  case offset(Int64)
  /// So many milliseconds after the beginning of 1970.
  case epoch(Int64)
  /// A time of day, in milliseconds from midnight, of a day that is so many days from today.
  case day(offset: Int, time: Int64)
  /// A time of day of a day of the calendar.
  case date(CivilDate, time: Int64, isUTC: Bool)

  /// Reads a moment; nil for what is none.
  public init?(_ text: String) {
    let words = text.split(separator: " " as Character).map(String.init)
    guard let first = words.first else { return nil }
    if first.hasPrefix("@") {
      guard words.count == 1, let time = Self.span(String(first.dropFirst()), defaultUnit: 1_000)
      else {
        return nil
      }
      self = .epoch(time)
      return
    }
    // The agent's status and acknowledge write whole seconds.
    let exact = first.utf8.count == 20 && first.hasSuffix("Z") ? first.dropLast() + ".000Z" : first
    if words.count == 1, let moment = Moment(utc: exact) {
      self = .epoch(moment.wall)
      return
    }
    if let relative = Self.relative(words) {
      self = relative
      return
    }
    guard let calendar = Self.calendar(words) else { return nil }
    self = calendar
  }

  private static func relative(_ words: [String]) -> TimeExpression? {
    var words = words
    if words == ["now"] { return .offset(0) }
    if words.last == "ago" || words.last == "left" {
      let sign: Int64 = words.removeLast() == "ago" ? -1 : 1
      return span(words.joined()).map { .offset(sign * $0) }
    }
    let text = words.joined()
    guard let sign = ["-": -1, "+": 1 as Int64][text.prefix(1)] else { return nil }
    return span(String(text.dropFirst())).map { .offset(sign * $0) }
  }

  private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  private static func calendar(_ words: [String]) -> TimeExpression? {
    var words = words
    let days = ["yesterday": -1, "today": 0, "tomorrow": 1]
    if words.count == 1, let day = days[words[0]] { return .day(offset: day, time: 0) }
    // As systemd prints a time: Fri 2012-11-23 11:12:13 UTC.
    if words.count > 1, Self.weekdays.contains(words[0]) { words.removeFirst() }
    var isUTC = words.count > 1 && words.last == "UTC"
    if isUTC { words.removeLast() }
    // As the table of a history prints one with --utc.
    if !isUTC, words.count == 2, words[1].hasSuffix("Z") {
      words[1].removeLast()
      isUTC = true
    }
    guard let first = words.first, words.count <= 2 else { return nil }
    let parts = first.split(separator: "-" as Character).map { Int($0) }
    if parts.count == 3, first.utf8.count == 10, let year = parts[0], let month = parts[1],
      let day = parts[2], let date = CivilDate(year: year, month: month, day: day)
    {
      guard let time = words.count == 1 ? 0 : clock(words[1]) else { return nil }
      return .date(date, time: time, isUTC: isUTC)
    }
    guard words.count == 1, !isUTC, let time = clock(first) else { return nil }
    return .day(offset: 0, time: time)
  }

  /// `18:00`, `18:00:05`, `18:00:05.25`, in milliseconds from midnight.
  private static func clock(_ text: String) -> Int64? {
    let parts = text.split(separator: ":" as Character, omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), parts[..<2].joined().utf8.allSatisfy({ 48...57 ~= $0 }),
      let hour = Int64(parts[0]), let minute = Int64(parts[1]),
      (0..<24).contains(hour), (0..<60).contains(minute)
    else { return nil }
    guard let rest = parts.count == 2 ? 0 : span(String(parts[2]), defaultUnit: 1_000),
      rest < 60_000
    else { return nil }
    return (hour * 60 + minute) * 60_000 + rest
  }
}
