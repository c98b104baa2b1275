extension TimeExpression {
  private static let second: Int64 = 1_000
  private static let day: Int64 = 86_400_000

  /// A unit's length in milliseconds; those below a millisecond count as nothing.
  private static func unit(_ name: some StringProtocol) -> Int64? {
    switch name {
    case "usec", "us", "µs", "μs", "nsec", "ns": 0
    case "msec", "ms": 1
    case "seconds", "second", "sec", "s": second
    case "minutes", "minute", "min", "m": 60 * second
    case "hours", "hour", "hr", "h": 3_600 * second
    case "days", "day", "d": day
    case "weeks", "week", "w": 7 * day
    // 30.44 and 365.25 days, as systemd has them.
    case "months", "month", "M": 2_630_016 * second
    case "years", "year", "y": 31_557_600 * second
    default: nil
    }
  }

  /// A length of time in milliseconds: `2h30min`, `1.5d`.
  ///
  /// - Parameter defaultUnit: that of a number without one.
  static func span(_ text: String, defaultUnit: Int64 = 1_000) -> Int64? {
    var rest = text[...]
    var total: Int64 = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { !($0.isASCII && $0.isNumber) }
      rest = rest.dropFirst(name.count)
      guard let unit = name.isEmpty ? defaultUnit : unit(name),
        let part = product(digits, unit)
      else { return nil }
      let (sum, overflows) = total.addingReportingOverflow(part)
      guard !overflows, sum < 1 << 53 else { return nil }
      total = sum
    }
    return total
  }

  /// A decimal number of units.
  private static func product(_ digits: Substring, _ unit: Int64) -> Int64? {
    let parts = digits.split(separator: "." as Character, omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = Int64(parts[0]) else { return nil }
    let (base, overflows) = whole.multipliedReportingOverflow(by: unit)
    guard !overflows else { return nil }
    guard parts.count == 2 else { return base }
    guard parts[1].count <= 6, let fraction = Int64(parts[1]) else { return nil }
    let scale = (0..<parts[1].count).reduce(1 as Int64) { scale, _ in scale * 10 }
    let (sum, exceeds) = base.addingReportingOverflow(fraction * unit / scale)
    return exceeds ? nil : sum
  }
}
