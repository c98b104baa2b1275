/// The name of one file of a history: a month, and which of its files.
public struct HistoryFile: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The month, `2030-01`.
  public let month: String
  /// 1 for the first file of a month; another begins where one grows too large.
  public let part: Int

  /// Names a file.
  init(month: String, part: Int) {
    self.month = month
    self.part = part
  }

  /// Reads a name; nil if it is not that of a history's file.
  public init?(name: String) {
    guard name.hasSuffix(".jsonl") else { return nil }
    let parts = name.dropLast(6).split(separator: "_", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), Moment(utc: "\(parts[0])-01T00:00:00.000Z") != nil else {
      return nil
    }
    guard let part = parts.count == 1 ? 1 : Int(parts[1]), parts.count == 1 || part > 1 else {
      return nil
    }
    self.init(month: String(parts[0]), part: part)
  }

  /// The name: `2030-01.jsonl`, `2030-01_2.jsonl`.
  public var description: String { part == 1 ? "\(month).jsonl" : "\(month)_\(part).jsonl" }

  /// The first file of its month that may follow this one.
  var next: HistoryFile { HistoryFile(month: month, part: part + 1) }

  /// Orders files by time.
  public static func < (lhs: HistoryFile, rhs: HistoryFile) -> Bool {
    (lhs.month, lhs.part) < (rhs.month, rhs.part)
  }
}
