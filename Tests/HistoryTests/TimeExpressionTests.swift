import Testing

@testable import History

/// The forms of systemd.time(7), with its own examples.
@Suite
struct `A moment as systemd writes it` {
  @Test(arguments: [
    ("now", TimeExpression.offset(0)), ("-5s", .offset(-5_000)), ("+3h30min", .offset(12_600_000)),
    ("+1h 30min", .offset(5_400_000)), ("11min ago", .offset(-660_000)),
    ("2 days ago", .offset(-172_800_000)), ("-1.5h", .offset(-5_400_000)),
    ("-300ms", .offset(-300)),
    ("@1395716396", .epoch(1_395_716_396_000)), ("@1395716396.25", .epoch(1_395_716_396_250)),
    ("2030-01-01T00:00:00.123Z", .epoch(1_893_456_000_123)),
    ("yesterday", .day(offset: -1, time: 0)), ("today", .day(offset: 0, time: 0)),
    ("tomorrow", .day(offset: 1, time: 0)), ("11:12", .day(offset: 0, time: 40_320_000)),
    ("11:12:13.5", .day(offset: 0, time: 40_333_500)),
  ])
  func `is read as systemd reads it`(_ text: String, _ expected: TimeExpression) {
    #expect(TimeExpression(text) == expected)
  }

  @Test func `is a day of the calendar, in local time or in UTC`() throws {
    let day = try #require(CivilDate(year: 2012, month: 11, day: 23))
    #expect(TimeExpression("2012-11-23") == .date(day, time: 0, isUTC: false))
    #expect(TimeExpression("2012-11-23 11:12") == .date(day, time: 40_320_000, isUTC: false))
    #expect(TimeExpression("2012-11-23 11:12:13 UTC") == .date(day, time: 40_333_000, isUTC: true))
    // As systemd prints a time, and as a history's table does with --utc.
    #expect(
      TimeExpression("Fri 2012-11-23 11:12:13 UTC") == .date(day, time: 40_333_000, isUTC: true))
    #expect(TimeExpression("2012-11-23 11:12:13.250Z") == .date(day, time: 40_333_250, isUTC: true))
  }

  @Test(arguments: [
    "", "-", "5", "5s", "2030-02-30", "2030-1-1", "25:00", "11:60", "11:12:60", "@", "@x",
    "-1 parsec",
    "yesterday 11:12", "+1:30", "-0:30", "2030-01-01 11:12 CET", "99999999999999999999 days ago",
    "--5s", "1..5h ago",
    // Its milliseconds fit into 64 bits, and with those of the fraction they do not.
    "@9223372036854775.999999",
  ])
  func `is none where systemd has no such form, or no such day`(_ text: String) {
    #expect(TimeExpression(text) == nil)
  }
}
